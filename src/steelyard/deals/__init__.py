"""Deal registration: a partner claims a sale, the rules answer at once, and the answer protects.

Owns: registrations with their lines, evidence, comments, questions and extensions; overrides of protection by direct sales.
Publishes: every step of a registration's life, protection about to end, review overdue, direct sales stopped or let through.
Reacts to: an opportunity won or lost, a protection that ended (the next in line is decided again).
"""

"""Partners: who is enrolled in the program, in which roles, tier and region, under which agreement, looked after by whom.

Owns: partners with their profile, roles, tiers, agreements, certifications, managers, parents and segments; who sees whose rows.
Publishes: every change of a partner. Reacts to: nothing.
"""

"""Pure Python values that every context shares: who acts, what was decided, what happened, money, periods, ids, refusals.

Owns: nothing. Publishes: nothing. Imports: nothing of Steelyard, nothing of Django.
"""

"""Simulation: the tiers of a past time lived again in memory, month by month, by the rules of their day and by a draft.

Importing `offering` tells the program of it.
"""

"""Simulation: the registrations of a past time lived again in memory, under the rules of their day and under a draft.

Importing `offering` tells the program of it.
"""

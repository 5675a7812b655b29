"""A believable year of an ecosystem, generated from a seed and lived through the contexts' own doors.

Owns: nothing. Everything it makes is made by the commands that people use, at the instants at which they would have used them.
"""

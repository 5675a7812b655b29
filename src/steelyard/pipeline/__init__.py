"""Pipeline: opportunities and their stages, what was done on them, who owns which account, what customers already have.

Owns: opportunities with lines and activities, stages, named accounts, installed products. It does not know protection: whoever
opens a direct opportunity comes through `deals`, which decides first. Publishes: every change of an opportunity or account.
Reacts to: nothing.
"""

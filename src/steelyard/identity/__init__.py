"""People: who they are, whom they act for, in which roles, and how they prove it.

Owns: persons, memberships (host and partner), invitations, sessions, API keys.
Publishes: person invited, joined, changed, deactivated; key created and revoked; sign-in locked.
Reacts to: nothing.
"""

"""Certificates as Open Badges 3.0: verifiable credentials that somebody shows elsewhere, signed with a key of the installation."""

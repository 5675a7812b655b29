"""Inactivity: how long a partner has not signed in, done anything about a deal or learned; as of any day."""

"""Requests to addresses that others named: to the very address that was checked, within a time, to a length, following nothing.

Webhooks go to the public internet alone. Identity providers may stand in those networks inside that the operator names.
"""

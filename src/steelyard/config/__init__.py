"""Wiring: settings, addresses, the web application and the command. No rules, no models."""

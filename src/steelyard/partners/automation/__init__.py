"""Automations: when this happens to a partner, and this holds, then do that. Each run is logged and nothing is done twice."""

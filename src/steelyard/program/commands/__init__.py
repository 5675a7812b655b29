"""Changing the program: drafting and publishing rules, recording decisions, defining regions and product families."""

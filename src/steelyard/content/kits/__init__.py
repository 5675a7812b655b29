"""Kits: assets to be used together, in the order that fits the partner that asks, as one archive."""

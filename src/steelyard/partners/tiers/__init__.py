"""Tiers by rules: metrics of partners measured, points and criteria told, tiers moved up at once and down after notice."""

"""Steelyard: the open ecosystem management platform."""

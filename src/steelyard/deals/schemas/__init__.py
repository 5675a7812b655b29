"""Shapes of deal registration in the API, by subject; outside ids in and out."""

"""Layouts, components, islands and the frame of every page: what the portal looks like and how it is moved through.

Owns: nothing in the database; a few cookies (theme, single keys, a dismissed checklist).
Publishes: `portal`, where contexts contribute menu entries, palette sources, home panels, figures and first steps.
Reacts to: nothing. Knows no context above it.
"""

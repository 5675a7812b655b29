"""The program as data: rulebooks in versions, regions, product families, and every decision with its explanation.

Owns: rulebook versions and drafts, regions, product families, decision records.
Publishes: events of drafting and publishing rules, of regions and product families.
Doors: `public` (rules in force, recorded decisions, registries), `rules` (the pure base of every rulebook).
Reacts to: nothing.
"""

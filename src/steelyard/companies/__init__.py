"""Every organisation the ecosystem knows: names, domains, identifiers, families, matching and merging.

Owns: companies as the world knows them, their aliases, domains, identifiers and parents, and the match keys by which one is
found among a million. Publishes: what happened to a company record. Reacts to: nothing.
"""

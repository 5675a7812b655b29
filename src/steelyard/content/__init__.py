"""Content: what partners and the host's own people read, show and hand out, in the version that holds today.

Owns: libraries, audiences, assets with their versions, the index of their words, what was used, what
readers thought of it; kits, the roadmap and who read it, guides of pages, words that found nothing;
contributions of partners with their points.
Publishes: every change of an asset, each use of it, of kits, of the roadmap and of contributions; points for tiers.
Reacts to: nothing of other contexts.
"""

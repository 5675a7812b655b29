"""Content: what partners and the host's own people read, show and hand out, in the version that holds today.

Owns: libraries, audiences, assets with their versions, the index of their words, what was used, what
readers thought of it; kits, the roadmap and who read it, guides of pages, words that found nothing.
Publishes: every change of an asset, each use of it, of kits and of the roadmap. Reacts to: nothing of other contexts.
"""

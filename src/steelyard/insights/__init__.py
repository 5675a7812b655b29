"""Insights: metrics, each defined once, and the pages that read them.

Owns: nothing that is written; the catalog of metrics, and the executive's page.
Publishes: figures over the facts of the contexts below, each with the instant as of which it is known.
Reacts to: nothing; every half minute it lets the analytics engine read what changed.
"""

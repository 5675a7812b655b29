"""Merging two records of one thing: what points at the one that goes away follows, in the merge's own transaction, and can go back.

Whatever points at a company or a partner lives in other contexts. If their rows followed by reactions, one after the other, there
would be a while in which a new claim at the survivor does not see the claims that are still on their way to it; so each context
registers a *follower* (`following`), mostly one that moves rows (`rows`), and the merge asks them itself.
"""

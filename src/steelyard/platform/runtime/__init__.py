"""Running Steelyard: data directory, database server, process tree, logs, metrics, health.

Nothing here knows a business subject. What starts before Django (`home`, `cluster`, `keeper`, `postgres`, `supervisor`)
imports no Django, so that the supervising process stays small.
"""

"""What program publishes to be analyzed.

`program_fact_decisions` (a view of the database, for the facts of contexts above): `id`, `kind`, `subject_id`, `partner_id`,
`outcome`, `decided_at`, `is_automatic` (the rules decided, not a person). Decisions are appended and never change.
"""

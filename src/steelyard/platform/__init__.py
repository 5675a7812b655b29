"""What every context stands on: who is asking (row-level security), the event log, jobs, notifications, files, HTTP, running.

Owns: the event log, reaction markers, the visibility relation, notifications, stored files, idempotency records.
Publishes: nothing of its own. Reacts to: every event, as feed, audit page, notification and job.
"""

"""Tests. Pure ones need nothing; the others share one embedded PostgreSQL and get a database cloned from a migrated template."""

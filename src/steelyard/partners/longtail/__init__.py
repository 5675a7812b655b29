"""The long tail: the many small partners, the tracks they are on without a manager, and those of them that rise."""

"""Practical work: what a learner hands in for a lesson, looked at by a person of the host who accepts it or gives it back."""

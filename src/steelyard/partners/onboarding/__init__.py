"""Journeys of new partners: stages with tasks on both sides, left by milestones and not by days; who is stuck, and how fast."""

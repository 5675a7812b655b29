"""Rollouts: which partners a feature is open to, phase by phase, and what the people of a pilot say about it.

Owns: rollouts with their phases, who is admitted and since when, feedback of pilots.
Publishes: every step of a rollout, and feedback with its answers. Reacts to: whatever changes which partners a phase holds.
"""

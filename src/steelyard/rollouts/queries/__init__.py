"""Reading rollouts: what is open to whom and why, rollouts with their phases, feedback."""

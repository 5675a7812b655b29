"""The audit of partnerships: how each partner fits the program and what it returns, what is proposed of it, what was decided."""

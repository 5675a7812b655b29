"""cmi5: how an assignable unit is launched, and the small learning record store that it talks to, limited to its registration."""

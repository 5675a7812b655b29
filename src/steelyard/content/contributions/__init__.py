"""What partners publish themselves: registered, verified, scored, acknowledged, shown to others."""

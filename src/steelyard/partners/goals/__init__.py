"""What a partner and the host agreed on for a period, and how far it is on its way there."""

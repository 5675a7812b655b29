"""Benefits: what a tier or type of partner brings, granted and revoked by themselves as tiers and types change."""

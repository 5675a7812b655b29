"""What may be asked about people and access."""

"""What is to come, shown to partners behind an agreement, with who read it."""

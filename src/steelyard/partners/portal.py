"""What partners adds to the shell."""

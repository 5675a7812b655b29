"""What pipeline adds to the shell."""

"""Forms of the program, by subject."""

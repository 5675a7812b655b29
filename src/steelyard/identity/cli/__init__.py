"""Identity's commands of the `steelyard` program: keys and people."""

"""The program's commands of the `steelyard` program."""

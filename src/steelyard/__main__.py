"""`python -m steelyard` is the `steelyard` command."""

from steelyard.config.cli import main

main()

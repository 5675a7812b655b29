"""Companies as programs read and write them, by subject."""

"""Agreements of the program: their texts in versions, who accepted which, what is due, what lapsed."""

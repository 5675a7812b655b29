"""Where partners are missing: regions, industries and capabilities that nobody covers, and who might."""

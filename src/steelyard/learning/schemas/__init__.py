"""What the API of learning takes and gives, by subject."""

"""Finding new partners: who fits the profile of a type of partner, what speaks against somebody, and the way to a signature."""

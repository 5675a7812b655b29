"""How good the data of partners is: a score of explained parts, and tasks that partners do in the portal."""

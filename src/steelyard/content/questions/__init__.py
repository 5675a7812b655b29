"""What people looked for and did not find, for those who can write it."""

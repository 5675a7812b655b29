"""What companies add to the portal."""

"""Learning paths: courses in an order, for types of partners, tiers, regions and roles; some assign themselves."""

"""Pages of the program: rules and their versions, decisions, regions and product families."""

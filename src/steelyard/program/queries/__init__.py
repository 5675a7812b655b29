"""Reading the program: the rules in force, versions, decisions, regions and product families."""

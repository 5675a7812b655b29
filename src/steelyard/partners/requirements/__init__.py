"""Requirements of the program: what every partner must have, since when it lacks it, how long that is tolerated, what follows."""

"""Personal data: what is held of whom, why and how long; giving it out, and taking the person out of it.

Each context registers its kinds of records here (`registry`). From that one list come the archive that a person is given, what an
erasure removes first, and the register of processing. What then still names the person, in whatever table or file, is found by
looking at all of them (`sweeping`), so that nothing depends on somebody having thought of a column.
"""

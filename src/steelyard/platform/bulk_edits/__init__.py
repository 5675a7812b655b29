"""One change for many records of a list: chosen, tried out, looked at, and then done in the background, record by record.

A context declares in its `edits.py` which of its lists may be changed and how; each change is the command of the record's own page.
"""

"""Imports: a file of any encoding and delimiter becomes rows, rows become a context's commands, errors stay with their rows.

`reading` turns bytes into rows, `parsing` turns cells into values, `mapping` says which column is which field, `running` drives an
importer over a file. Contexts declare theirs in `imports.py`.
"""

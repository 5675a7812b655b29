"""Lists as files: every list of the pages and of the API as CSV, XLSX or JSON, with the rows that its reader may see.

A file is written to disk within the request's transaction, which knows who asks, and sent afterwards: memory stays bounded, no slow
reader holds a transaction open, and what fails answers as a refusal rather than as half a file.
"""

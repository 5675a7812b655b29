"""Reading the words of documents, and picturing their first page, in a process of its own that is bounded in time and memory.

Whoever uploads a file chooses its bytes, and parsers of documents are large: what one of them does wrong must end in that process.
`bounded.read_file` starts it; `documents` and `pictures` run inside it and import nothing of the application.
"""

"""Live pages: an open page asks once a second whether anything happened to what it shows, then fetches it under its own rights.

One thread of each web process hears of events and notifications as they are committed, and a question is answered from what it
remembers: no request waits, no connection stays open, and nothing runs while nobody asks. Docs: decision 0024.
"""

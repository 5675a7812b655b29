"""The sealed log: every event is chained to the one before it, so that whoever changes the past is found out.

A seal is an HMAC-SHA256 over the seal before it and the event, with a key that the database does not hold: who writes in the
database alone cannot make a seal. The head of the chain is kept outside the database after every run, so that a log whose end
was cut off is found out too. What happened since the last run, at most a minute, is not sealed yet.
"""

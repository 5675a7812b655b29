"""Mails to prospects in sequences that stop as soon as somebody answers, moves on, or does not want any more of them."""

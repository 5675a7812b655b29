"""The program as programs read and write it, by subject; outside ids in and out."""

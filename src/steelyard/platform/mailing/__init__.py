"""Mails on their way out, and the mailboxes at which none arrives any more."""

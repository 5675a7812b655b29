"""Which mail comes next, and when: of rules and days alone."""

from datetime import datetime, timedelta

from steelyard.partners.outreach.rules import OutreachRules
from steelyard.partners.outreach.terms import NextMail

_SATURDAY = 5
_WEEK = 7


def find_next_mail(rules: OutreachRules, sequence: str, *, sent: int, begun_at: datetime) -> NextMail | None:
    """Return the mail of a sequence that follows those that were sent; None where that were all."""
    mails = rules.mails_of(sequence)
    if sent >= len(mails):
        return None
    mail = mails[sent]
    due_at = begun_at + timedelta(days=mail.day)
    if rules.spares_weekends and due_at.weekday() >= _SATURDAY:
        due_at += timedelta(days=_WEEK - due_at.weekday())
    return NextMail(number=sent + 1, subject=mail.subject, text=mail.text, due_at=due_at)


def fill_in(text: str, *, contact: str, company: str, host: str) -> str:
    """Return a text of a mail with its blanks filled in."""
    return text.format(contact=contact or company, company=company, host=host)

"""Sequences of mails to prospects: begun by a person, sent by the clock, ended by whatever makes them pointless."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from steelyard.kernel.actors import ANONYMOUS, SYSTEM, Actor
from steelyard.kernel.refusals import InvalidInput, NotAllowed, NotFound, sentence
from steelyard.partners import permissions
from steelyard.partners.models import OptOut, Outreach, OutreachMail, Prospect
from steelyard.partners.outreach.events import OutreachBegun, OutreachEnded, OutreachMailed
from steelyard.partners.outreach.jobs import mail_prospect
from steelyard.partners.outreach.links import digest_of
from steelyard.partners.outreach.policies import fill_in, find_next_mail
from steelyard.partners.outreach.refusals import (
    OutreachEndedAlready,
    OutreachNotPossible,
    OutreachRuns,
    OutreachUnreachable,
    OutreachUnwanted,
    SequenceUnknown,
)
from steelyard.partners.outreach.rules import OutreachRules
from steelyard.partners.outreach.terms import BY_HAND, OPEN_TO_MAILS, OutreachEnding
from steelyard.partners.recruiting.events import ProspectMoved
from steelyard.partners.recruiting.terms import ProspectStage
from steelyard.platform.db import as_system
from steelyard.platform.events import record
from steelyard.platform.mailing.sending import find_refused
from steelyard.program.public import rules_in_force

OUTREACH_RULEBOOK = "outreach"


def outreach_rules(prospect: Prospect, now: datetime) -> OutreachRules:
    """Return the rules by which a prospect is written to."""
    rules: OutreachRules = rules_in_force(OUTREACH_RULEBOOK, region=prospect.region_id or "", at=now).rules
    return rules


@transaction.atomic
def begin_outreach(*, actor: Actor, prospect_id: UUID, sequence: str, now: datetime) -> UUID:
    """Begin to write to a prospect, and return the sequence's id; its first mail is sent when it is due.

    Raises: NotFound, NotAllowed, SequenceUnknown, OutreachNotPossible, OutreachUnwanted, OutreachUnreachable, OutreachRuns.
    """
    prospect = _lock_prospect(actor, prospect_id)
    if not prospect.contact_email or ProspectStage(prospect.stage) not in OPEN_TO_MAILS:
        raise OutreachNotPossible
    if OptOut.objects.filter(mailbox=digest_of(prospect.contact_email)).exists():
        raise OutreachUnwanted
    if find_refused([prospect.contact_email]):
        raise OutreachUnreachable
    if Outreach.objects.filter(prospect=prospect, ended_at=None).exists():
        raise OutreachRuns
    first = find_next_mail(outreach_rules(prospect, now), sequence, sent=0, begun_at=now)
    if first is None:
        raise SequenceUnknown(sequence=sequence, fields={"sequence": SequenceUnknown.text})
    outreach = Outreach.objects.create(
        prospect=prospect, sequence=sequence, begun_at=now, begun_by_id=actor.person_id, next_at=first.due_at
    )
    begun = OutreachBegun(subject_id=prospect.id, subject_label=prospect.name, sequence=sequence)
    record(begun, actor=actor, now=now)
    return outreach.id


@transaction.atomic
def end_outreach(*, actor: Actor, prospect_id: UUID, ending: OutreachEnding, now: datetime) -> None:
    """Say that a prospect answered, or stop writing to it. Raises: NotFound, NotAllowed, InvalidInput, OutreachEndedAlready."""
    prospect = _lock_prospect(actor, prospect_id)
    if ending not in BY_HAND:
        raise InvalidInput(
            fields={"ending": sentence("Only that they answered, or that it is stopped, is said by hand.")}
        )
    outreach = Outreach.objects.select_for_update().filter(prospect=prospect, ended_at=None).first()
    if outreach is None:
        raise OutreachEndedAlready
    _end(outreach, prospect, ending, actor=actor, now=now)


@transaction.atomic
def send_due_mail(*, outreach_id: UUID, now: datetime) -> None:
    """Send the mail of a sequence that is due; what makes it pointless ends the sequence instead. Twice does nothing more."""
    with as_system():
        outreach = Outreach.objects.select_for_update().filter(id=outreach_id, ended_at=None, next_at__lte=now).first()
        if outreach is None:
            return
        prospect = Prospect.objects.select_for_update(of=("self",)).get(id=outreach.prospect_id)
        if (ending := _find_ending(prospect)) is not None:
            _end(outreach, prospect, ending, actor=SYSTEM, now=now)
            return
        rules = outreach_rules(prospect, now)
        mail = find_next_mail(rules, outreach.sequence, sent=outreach.sent, begun_at=outreach.begun_at)
        if mail is not None:
            blanks = {"contact": prospect.contact_name, "company": prospect.name, "host": str(settings.HOST_NAME)}
            kept = OutreachMail.objects.create(
                outreach=outreach,
                number=mail.number,
                recipient=prospect.contact_email,
                subject=" ".join(fill_in(mail.subject, **blanks).split())[:400],
                text=fill_in(mail.text, **blanks),
                at=now,
            )
            mail_prospect.defer(mail_id=str(kept.id))
            outreach.sent = mail.number
            mailed = OutreachMailed(
                subject_id=prospect.id, subject_label=prospect.name, sequence=outreach.sequence, number=mail.number
            )
            record(mailed, actor=SYSTEM, now=now)
            _note_contact(prospect, now)
        following = find_next_mail(rules, outreach.sequence, sent=outreach.sent, begun_at=outreach.begun_at)
        if following is None or mail is None:
            _end(outreach, prospect, OutreachEnding.FINISHED, actor=SYSTEM, now=now)
        else:
            outreach.next_at = max(following.due_at, now)
            outreach.save(update_fields=["sent", "next_at"])


@transaction.atomic
def opt_out(*, mailbox: str, now: datetime) -> None:
    """Write to a mailbox, named by its digest, never again, and let its prospects leave the way. Twice changes nothing more."""
    with as_system():
        OptOut.objects.get_or_create(mailbox=mailbox, defaults={"at": now})
        mailed = OutreachMail.objects.values("outreach__prospect").distinct()
        rows = Prospect.objects.filter(id__in=mailed, stage__in=OPEN_TO_MAILS).exclude(contact_email="")
        for prospect in rows.select_for_update(of=("self",)).order_by("id"):
            if digest_of(prospect.contact_email) != mailbox:
                continue
            for outreach in Outreach.objects.select_for_update().filter(prospect=prospect, ended_at=None):
                _end(outreach, prospect, OutreachEnding.UNWANTED, actor=ANONYMOUS, now=now)
            _move(prospect, ProspectStage.WITHDRAWN, actor=ANONYMOUS, now=now)


@transaction.atomic
def end_unreachable_outreach(*, mailbox: str, now: datetime) -> None:
    """End the sequences to a mailbox that refuses mails."""
    rows = Outreach.objects.select_for_update(of=("self",)).select_related("prospect")
    for outreach in rows.filter(ended_at=None, prospect__contact_email=mailbox):
        _end(outreach, outreach.prospect, OutreachEnding.UNREACHABLE, actor=SYSTEM, now=now)


@transaction.atomic
def end_pointless_outreach(*, prospect_id: UUID, actor: Actor, now: datetime) -> None:
    """End the sequences to a prospect that is not written to any more, and those to the mailbox from which it applied."""
    prospect = Prospect.objects.get(id=prospect_id)
    rows = Outreach.objects.select_for_update(of=("self",)).filter(ended_at=None).select_related("prospect")
    if ProspectStage(prospect.stage) not in OPEN_TO_MAILS:
        for outreach in rows.filter(prospect=prospect):
            _end(outreach, prospect, OutreachEnding.MOVED_ON, actor=actor, now=now)
        if prospect.contact_email:
            for outreach in rows.filter(prospect__contact_email=prospect.contact_email):
                _end(outreach, outreach.prospect, OutreachEnding.ANSWERED, actor=actor, now=now)


def _find_ending(prospect: Prospect) -> OutreachEnding | None:
    """Return why a prospect is not written to any more."""
    if not prospect.contact_email or ProspectStage(prospect.stage) not in OPEN_TO_MAILS:
        return OutreachEnding.MOVED_ON
    if OptOut.objects.filter(mailbox=digest_of(prospect.contact_email)).exists():
        return OutreachEnding.UNWANTED
    return OutreachEnding.UNREACHABLE if find_refused([prospect.contact_email]) else None


def _note_contact(prospect: Prospect, now: datetime) -> None:
    if prospect.stage == ProspectStage.PROSPECT:
        _move(prospect, ProspectStage.CONTACTED, actor=SYSTEM, now=now)


def _move(prospect: Prospect, stage: ProspectStage, *, actor: Actor, now: datetime) -> None:
    before = ProspectStage(prospect.stage)
    prospect.move(stage, at=now, by_id=actor.person_id)
    moved = ProspectMoved(subject_id=prospect.id, subject_label=prospect.name, before=before, after=stage, reason="")
    record(moved, actor=actor, now=now)


def _end(outreach: Outreach, prospect: Prospect, ending: OutreachEnding, *, actor: Actor, now: datetime) -> None:
    outreach.ended_at, outreach.ending, outreach.next_at = now, ending, None
    outreach.save(update_fields=["sent", "ended_at", "ending", "next_at"])
    ended = OutreachEnded(
        subject_id=prospect.id, subject_label=prospect.name, sequence=outreach.sequence, ending=ending
    )
    record(ended, actor=actor, now=now)


def _lock_prospect(actor: Actor, prospect_id: UUID) -> Prospect:
    if not Prospect.visible_to(actor).filter(id=prospect_id).exists():
        raise NotFound
    if not permissions.can_recruit(actor):
        raise NotAllowed
    return Prospect.objects.select_for_update(of=("self",)).get(id=prospect_id)

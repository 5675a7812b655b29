"""Agreements: publishing versions, accepting them for a partner, countersigning, asking for them."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.crypto import salted_hmac

from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners import permissions, queries
from steelyard.partners.agreements.events import (
    AgreementAccepted,
    AgreementCountersigned,
    AgreementVersionPublished,
)
from steelyard.partners.agreements.gathering import ASKED_STATUSES, Case, gather_cases
from steelyard.partners.agreements.policies import compute_standing, compute_term
from steelyard.partners.agreements.refusals import (
    AgreementAlreadyAccepted,
    AgreementInThePast,
    AgreementNotCountersignable,
    AgreementNotOffered,
    AgreementSuperseded,
    AgreementVersionTaken,
)
from steelyard.partners.agreements.terms import (
    AgreementKind,
    AgreementState,
    SignatureSide,
    VersionDraft,
    digest_of,
)
from steelyard.partners.commands.agreement_standings import settle
from steelyard.partners.commands.locking import lock_partner, subject_of
from steelyard.partners.models import (
    Agreement,
    AgreementSignature,
    AgreementStanding,
    AgreementText,
    AgreementVersion,
    Partner,
)
from steelyard.partners.refusals import AlreadyRecorded
from steelyard.platform.db import as_system
from steelyard.platform.events import record


@transaction.atomic
def publish_agreement(*, actor: Actor, draft: VersionDraft, now: datetime) -> UUID:
    """Publish a version of an agreement with its texts, which nobody can change afterwards, and return its id.

    Raises: NotAllowed, UnknownWord, AgreementInThePast, AgreementVersionTaken.
    """
    if not permissions.can_publish_agreements(actor):
        raise NotAllowed
    types = sorted({queries.require_type(key) for key in draft.types})
    region = queries.require_region(draft.region) if draft.region else ""
    day = queries.today(now)
    if draft.valid_from < day:
        text = AgreementInThePast.text.format(today=day)
        raise AgreementInThePast(today=day, fields={"valid_from": text})
    alike = AgreementVersion.objects.filter(kind=draft.kind)
    if (
        alike.filter(version=draft.version).exists()
        or alike.filter(region=region, types=types, valid_from=draft.valid_from).exists()
    ):
        raise AgreementVersionTaken
    version = AgreementVersion.objects.create(
        kind=draft.kind,
        version=draft.version,
        types=types,
        region=region,
        valid_from=draft.valid_from,
        term_months=draft.term_months,
        asks_again=draft.asks_again,
        published_at=now,
        published_by=actor.person_id,
    )
    AgreementText.objects.bulk_create(
        AgreementText(
            version=version,
            language=one.language,
            title=one.title,
            body=one.body,
            digest=digest_of(one.title, one.body),
        )
        for one in draft.texts
    )
    happened = AgreementVersionPublished(
        subject_id=version.id,
        subject_label=version.version,
        kind=draft.kind,
        version=version.version,
        valid_from=version.valid_from,
        asks_again=version.asks_again,
    )
    record(happened, actor=actor, now=now)
    return version.id


@transaction.atomic
def accept_agreement(*, actor: Actor, text_id: UUID, digest: str, name: str, address: str = "", now: datetime) -> UUID:
    """Accept a text for the actor's partner, under a name as typed, and return the agreement's id.

    Of two who accept at once the second is told who was first. Raises: NotFound, NotAllowed, AgreementSuperseded,
    AgreementAlreadyAccepted.
    """
    text = AgreementText.visible_to(actor).filter(id=text_id).select_related("version").first()
    if text is None:
        raise NotFound
    if not permissions.can_accept_agreements(actor) or actor.partner_id is None:
        raise NotAllowed
    with as_system():
        partner = Partner.objects.select_for_update().get(id=actor.partner_id)
        case = _case_of(partner, AgreementKind(text.version.kind), now)
        if case is None or case.wanted is None or case.wanted.id != text.version_id or text.digest != digest:
            raise AgreementSuperseded
        _refuse_second(case, on=queries.today(now))
        agreement = _sign(case, text, now)
        _note_signature(agreement, SignatureSide.PARTNER, actor, name, text.digest, address, now)
        settle([partner], now)
        happened = AgreementAccepted(
            **subject_of(partner),
            agreement_id=agreement.id,
            kind=case.kind,
            version=agreement.version,
            digest=text.digest,
            valid_until=agreement.valid_until,
        )
        record(happened, actor=actor, now=now)
    return agreement.id


@transaction.atomic
def countersign_agreement(*, actor: Actor, agreement_id: UUID, name: str, address: str = "", now: datetime) -> None:
    """Sign, for the host, an agreement that a partner accepted.

    Raises: NotFound, NotAllowed, AgreementNotCountersignable.
    """
    seen = Agreement.visible_to(actor).filter(id=agreement_id).first()
    if seen is None:
        raise NotFound
    partner = lock_partner(actor, seen.partner_id)
    agreement = Agreement.objects.select_related("text").get(id=agreement_id)
    is_signed = agreement.signatures.filter(side=SignatureSide.HOST).exists()
    day = queries.today(now)
    is_over = agreement.binds_until is not None and agreement.binds_until <= day
    if agreement.text is None or is_signed or is_over:
        raise AgreementNotCountersignable
    _note_signature(agreement, SignatureSide.HOST, actor, name, agreement.text.digest, address, now)
    happened = AgreementCountersigned(
        **subject_of(partner), agreement_id=agreement.id, kind=agreement.kind, version=agreement.version
    )
    record(happened, actor=actor, now=now)


@transaction.atomic
def request_agreement(*, actor: Actor, partner_id: UUID, kind: AgreementKind, now: datetime) -> None:
    """Ask a partner to accept the text of a kind that applies to it, for the first time or anew.

    Raises: NotFound, NotAllowed, AgreementNotOffered.
    """
    partner = lock_partner(actor, partner_id)
    case = _case_of(partner, kind, now)
    if case is None or case.wanted is None:
        raise AgreementNotOffered(name=partner.name)
    standing = AgreementStanding.objects.filter(partner=partner, kind=kind).first()
    if standing is None:
        standing = AgreementStanding(partner=partner, kind=kind, state=AgreementState.OFFERED)
        standing.version_id = case.wanted.id
        standing.accepted_id = case.signed.id if case.signed else None
    standing.requested_on, standing.reminded_on = standing.requested_on or queries.today(now), None
    standing.save()
    settle([partner], now)


def _case_of(partner: Partner, kind: AgreementKind, now: datetime) -> Case | None:
    if partner.status not in ASKED_STATUSES:
        return None
    return next(iter(gather_cases([partner], now=now, kinds=[kind])), None)


def _refuse_second(case: Case, *, on: date) -> None:
    """Refuse to accept what is accepted and not due again. Raises: AgreementAlreadyAccepted."""
    signed = case.signed
    if signed is None or case.wanted is None or signed.version_id != case.wanted.id:
        return
    if compute_standing(case.facts, case.rules, on=on).state is AgreementState.IN_FORCE:
        signature = AgreementSignature.objects.filter(agreement=signed.id, side=SignatureSide.PARTNER).first()
        raise AgreementAlreadyAccepted(name=signature.name if signature else "", signed_on=signed.signed_on)


def _sign(case: Case, text: AgreementText, now: datetime) -> Agreement:
    """Keep that the partner accepted, and let the agreement before it end on this day."""
    day = queries.today(now)
    alike = Agreement.objects.filter(partner=case.partner, kind=case.kind)
    if alike.filter(version=text.version.version, signed_on=day).exists():
        raise AlreadyRecorded
    alike.filter(signed_on__lte=day).exclude(binds_until__lte=day).update(binds_until=day)
    return Agreement.objects.create(
        partner=case.partner,
        kind=case.kind,
        version=text.version.version,
        text=text,
        signed_on=day,
        valid_until=compute_term(text.version.term_months, case.signed, case.rules, on=day),
    )


def _note_signature(
    agreement: Agreement,
    side: SignatureSide,
    actor: Actor,
    name: str,
    digest: str,
    address: str,
    now: datetime,
) -> None:
    AgreementSignature.objects.create(
        agreement=agreement,
        side=side,
        person_id=actor.person_id,
        name=name,
        roles=sorted(actor.roles),
        digest=digest,
        origin=salted_hmac("steelyard.agreements", address, algorithm="sha256").hexdigest() if address else "",
        signed_at=now,
    )

"""What a partner holds, from one day until another: roles, tier, agreement, certifications, managers."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from steelyard.kernel.actors import Actor
from steelyard.partners import queries
from steelyard.partners.agreements.terms import AgreementKind
from steelyard.partners.commands.agreement_standings import settle
from steelyard.partners.commands.locking import lock_partner, subject_of
from steelyard.partners.events import (
    AgreementRecorded,
    CertificationEnded,
    CertificationRecorded,
    ManagerAssigned,
    ManagerReleased,
    RoleEnded,
    RoleGranted,
    TierAssigned,
)
from steelyard.partners.models import Agreement, Certification, ManagerAssignment, PartnerRole, TierAssignment
from steelyard.partners.refusals import AlreadyRecorded, PeriodNotPossible, RoleAlreadyHeld, RoleNotHeld
from steelyard.platform.directory import find_people
from steelyard.platform.events import record


@transaction.atomic
def grant_role(*, actor: Actor, partner_id: UUID, type_key: str, since_on: date, now: datetime) -> None:
    """Let a partner hold a role from a day on, beside the ones it holds.

    Raises: NotFound, NotAllowed, UnknownWord, RoleAlreadyHeld.
    """
    partner = lock_partner(actor, partner_id)
    key = queries.require_type(type_key)
    if partner.roles.filter(type__key=key, until=None).exists():
        raise RoleAlreadyHeld(role=key)
    PartnerRole.objects.create(partner=partner, type_id=key, since_on=since_on)
    record(RoleGranted(**subject_of(partner), role=key, since_on=since_on), actor=actor, now=now)


@transaction.atomic
def end_role(*, actor: Actor, partner_id: UUID, type_key: str, until: date, now: datetime) -> None:
    """End a role that a partner holds; `until` is the first day without it.

    Raises: NotFound, NotAllowed, RoleNotHeld, PeriodNotPossible.
    """
    partner = lock_partner(actor, partner_id)
    role = partner.roles.filter(type__key=type_key, until=None).first()
    if role is None:
        raise RoleNotHeld(role=type_key)
    if until < role.since_on:
        raise PeriodNotPossible(earlier=role.since_on, later=until)
    role.until = until
    role.save(update_fields=["until"])
    record(RoleEnded(**subject_of(partner), role=type_key, until=until), actor=actor, now=now)


@transaction.atomic
def assign_tier(
    *,
    actor: Actor,
    partner_id: UUID,
    tier: str,
    since_on: date,
    reason: str,
    fixed_until: date | None = None,
    now: datetime,
) -> None:
    """Put a partner into a tier from a day on; the tier before ends on that day, and with it the notice that it would end.

    Until `fixed_until` the rules leave it there, whatever it reaches or misses.
    Raises: NotFound, NotAllowed, UnknownWord, PeriodNotPossible.
    """
    partner = lock_partner(actor, partner_id)
    key = queries.require_tier(tier)
    if fixed_until is not None:
        _require_order(since_on, fixed_until)
    present = partner.tiers.filter(until=None).first()
    if present is not None:
        if (present.tier_id, present.fixed_until) == (key, fixed_until):
            return
        if since_on < present.since_on:
            raise PeriodNotPossible(earlier=present.since_on, later=since_on)
        present.until = since_on
        present.save(update_fields=["until"])
    TierAssignment.objects.create(
        partner=partner, tier_id=key, since_on=since_on, reason=reason, fixed_until=fixed_until
    )
    partner.tier_notices.filter(ended_on=None).update(ended_on=queries.today(now), is_withdrawn=True)
    happened = TierAssigned(
        **subject_of(partner), tier=key, since_on=since_on, reason=reason, before=present.tier_id if present else ""
    )
    record(happened, actor=actor, now=now)


@transaction.atomic
def record_agreement(
    *,
    actor: Actor,
    partner_id: UUID,
    version: str,
    signed_on: date,
    valid_until: date | None,
    kind: AgreementKind = AgreementKind.PARTNER,
    now: datetime,
) -> None:
    """Record that a partner signed a version of an agreement elsewhere; the one before it ends on that day.

    Raises: NotFound, NotAllowed, PeriodNotPossible, AlreadyRecorded.
    """
    partner = lock_partner(actor, partner_id)
    _require_order(signed_on, valid_until)
    alike = partner.agreements.filter(kind=kind)
    if alike.filter(version=version, signed_on=signed_on).exists():
        raise AlreadyRecorded
    alike.filter(signed_on__lte=signed_on).exclude(binds_until__lte=signed_on).update(binds_until=signed_on)
    later = alike.filter(signed_on__gt=signed_on).order_by("signed_on").values_list("signed_on", flat=True).first()
    ends = [day for day in (valid_until, later) if day is not None]
    Agreement.objects.create(
        partner=partner,
        kind=kind,
        version=version,
        signed_on=signed_on,
        valid_until=valid_until,
        binds_until=min(ends, default=None),
    )
    happened = AgreementRecorded(
        **subject_of(partner), kind=kind, version=version, signed_on=signed_on, valid_until=valid_until
    )
    record(happened, actor=actor, now=now)
    settle([partner], now)


@transaction.atomic
def record_certification(
    *,
    actor: Actor,
    partner_id: UUID,
    family: str,
    since_on: date,
    until: date | None,
    credential: str = "",
    now: datetime,
) -> None:
    """Record that a partner is certified for a product family.

    Raises: NotFound, NotAllowed, UnknownWord, PeriodNotPossible, AlreadyRecorded.
    """
    partner = lock_partner(actor, partner_id)
    key = queries.require_family(family)
    _require_order(since_on, until)
    if partner.certifications.filter(family=key, since_on=since_on).exists():
        raise AlreadyRecorded
    Certification.objects.create(partner=partner, family_id=key, since_on=since_on, until=until, credential=credential)
    happened = CertificationRecorded(**subject_of(partner), family=key, since_on=since_on, until=until)
    record(happened, actor=actor, now=now)


@transaction.atomic
def end_certification(*, actor: Actor, partner_id: UUID, credential: str, until: date, now: datetime) -> None:
    """End the certifications that a partner has by a credential; `until` is the first day without them.

    One that began on that day never held, and goes. Where there is none nothing happens.

    Raises: NotFound, NotAllowed.
    """
    partner = lock_partner(actor, partner_id)
    for certification in partner.certifications.filter(credential=credential, until=None):
        if certification.since_on >= until:
            certification.delete()
        else:
            certification.until = until
            certification.save(update_fields=["until"])
        happened = CertificationEnded(**subject_of(partner), family=certification.family_id, until=until)
        record(happened, actor=actor, now=now)


@transaction.atomic
def assign_manager(*, actor: Actor, partner_id: UUID, person_id: UUID, now: datetime) -> None:
    """Let a person of the host look after a partner, beside those who do already.

    Raises: NotFound, NotAllowed, NotHostPerson.
    """
    partner = lock_partner(actor, partner_id)
    manager = queries.require_host_person(person_id)
    if partner.managers.filter(person=person_id, until=None).exists():
        return
    ManagerAssignment.objects.create(partner=partner, person_id=person_id, since_on=queries.today(now))
    happened = ManagerAssigned(**subject_of(partner), person_id=person_id, manager=manager.name)
    record(happened, actor=actor, now=now)


@transaction.atomic
def release_manager(*, actor: Actor, partner_id: UUID, person_id: UUID, now: datetime) -> None:
    """End that a person looks after a partner.

    Raises: NotFound, NotAllowed.
    """
    partner = lock_partner(actor, partner_id)
    today = queries.today(now)
    if not partner.managers.filter(person=person_id, until=None).update(until=today):
        return
    manager = find_people({person_id}).get(person_id)
    happened = ManagerReleased(**subject_of(partner), person_id=person_id, manager=manager.name if manager else "")
    record(happened, actor=actor, now=now)


def _require_order(start: date, until: date | None) -> None:
    if until is not None and until <= start:
        raise PeriodNotPossible(earlier=start, later=until)

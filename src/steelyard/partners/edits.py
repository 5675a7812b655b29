"""What may be changed for many partners at once: each change is a command of the partner's own page."""

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from steelyard.identity.public import list_host_people
from steelyard.kernel.actors import Actor, Role
from steelyard.kernel.ids import parse_public_id, public_id
from steelyard.kernel.refusals import sentence
from steelyard.partners import commands, permissions, queries
from steelyard.partners.agreements.terms import AgreementKind
from steelyard.partners.chips import name_regions
from steelyard.partners.filters import filter_from
from steelyard.partners.models import (
    AgreementStanding,
    ManagerAssignment,
    Partner,
    PartnerProfile,
    PartnerRole,
    TierAssignment,
)
from steelyard.partners.terms import STATUS_NAMES, PartnerStatus, ProfileDraft
from steelyard.platform.bulk_edits.lists import (
    Change,
    Edit,
    EditableList,
    Facts,
    Words,
    name_people,
    register_edits,
)

_may_manage = permissions.can_manage_partners


def _partners(actor: Actor, asked: QueryDict, now: datetime) -> QuerySet[Partner]:
    return queries.matching(actor, filter_from(asked, actor), at=now)


def _read_statuses(ids: Collection[UUID]) -> Facts:
    return {key: (status,) for key, status in Partner.objects.filter(id__in=ids).values_list("id", "status")}


def _read_regions(ids: Collection[UUID]) -> Facts:
    return {row.id: (str(row.region_id),) for row in Partner.objects.filter(id__in=ids)}


def _read_tiers(ids: Collection[UUID]) -> Facts:
    rows = TierAssignment.objects.filter(partner__in=ids, until=None)
    return {key: (str(tier),) for key, tier in rows.values_list("partner_id", "tier_id")}


def _read_roles(ids: Collection[UUID]) -> Facts:
    held = defaultdict(list)
    for role in PartnerRole.objects.filter(partner__in=ids, until=None).order_by("type"):
        held[role.partner_id].append(role.type_id)
    return held


def _read_managers(ids: Collection[UUID]) -> Facts:
    managers = defaultdict(list)
    rows = ManagerAssignment.objects.filter(partner__in=ids, until=None).order_by("id")
    for key, person_id in rows.values_list("partner_id", "person_id"):
        managers[key].append(public_id("person", person_id))
    return managers


def _read_requests(ids: Collection[UUID]) -> Facts:
    asked = defaultdict(list)
    rows = AgreementStanding.objects.filter(partner__in=ids).exclude(requested_on=None).order_by("kind")
    for key, kind in rows.values_list("partner_id", "kind"):
        asked[key].append(kind)
    return asked


def _change_region(edit: Edit) -> None:
    partner = queries.get_partner(edit.actor, edit.subject_id)
    commands.change_partner(
        actor=edit.actor,
        partner_id=edit.subject_id,
        name=partner.name,
        region=edit.value,
        external_id=partner.external_id,
        now=edit.now,
    )


def _person(edit: Edit) -> UUID:
    return parse_public_id("person", edit.value)


def _assign_manager(edit: Edit) -> None:
    commands.assign_manager(actor=edit.actor, partner_id=edit.subject_id, person_id=_person(edit), now=edit.now)


def _release_manager(edit: Edit) -> None:
    commands.release_manager(actor=edit.actor, partner_id=edit.subject_id, person_id=_person(edit), now=edit.now)


def _hand_over(edit: Edit) -> None:
    present = ManagerAssignment.objects.filter(partner=edit.subject_id, until=None).exclude(person=_person(edit))
    for person_id in list(present.values_list("person_id", flat=True)):
        commands.release_manager(actor=edit.actor, partner_id=edit.subject_id, person_id=person_id, now=edit.now)
    _assign_manager(edit)


def _managers(_actor: Actor) -> Words:
    return {public_id("person", one.id): one.name for one in list_host_people(Role.CHANNEL_MANAGER) if one.id}


def _present_managers(_actor: Actor) -> Words:
    managing = ManagerAssignment.objects.filter(until=None).values_list("person_id", flat=True).distinct()
    return name_people([public_id("person", person_id) for person_id in managing])


def _types(_actor: Actor) -> Words:
    return {kind.key: _(kind.name) for kind in queries.list_types()}


_CHANGES = [
    Change(
        key="status",
        label=sentence("Status"),
        allows=_may_manage,
        options=lambda _actor: {str(key): _(name) for key, name in STATUS_NAMES.items()},
        takes_reason=True,
        read=_read_statuses,
        apply=lambda edit: commands.set_status(
            actor=edit.actor,
            partner_id=edit.subject_id,
            status=PartnerStatus(edit.value),
            reason=edit.reason,
            now=edit.now,
        ),
    ),
    Change(
        key="region",
        label=sentence("Region"),
        allows=_may_manage,
        options=lambda _actor: name_regions(),
        read=_read_regions,
        apply=_change_region,
    ),
    Change(
        key="tier",
        label=sentence("Tier"),
        allows=_may_manage,
        options=lambda _actor: {tier.key: _(tier.name) for tier in queries.list_tiers()},
        takes_reason=True,
        read=_read_tiers,
        apply=lambda edit: commands.assign_tier(
            actor=edit.actor,
            partner_id=edit.subject_id,
            tier=edit.value,
            since_on=queries.today(edit.now),
            reason=edit.reason,
            now=edit.now,
        ),
    ),
    Change(
        key="manager",
        label=sentence("Hand over to a manager"),
        allows=_may_manage,
        options=_managers,
        words=name_people,
        read=_read_managers,
        apply=_hand_over,
    ),
    Change(
        key="manager-added",
        label=sentence("Add a manager"),
        allows=_may_manage,
        options=_managers,
        words=name_people,
        read=_read_managers,
        apply=_assign_manager,
    ),
    Change(
        key="manager-released",
        label=sentence("Release a manager"),
        allows=_may_manage,
        options=_present_managers,
        words=name_people,
        read=_read_managers,
        apply=_release_manager,
    ),
    Change(
        key="role-granted",
        label=sentence("Grant a role"),
        allows=_may_manage,
        options=_types,
        read=_read_roles,
        apply=lambda edit: commands.grant_role(
            actor=edit.actor,
            partner_id=edit.subject_id,
            type_key=edit.value,
            since_on=queries.today(edit.now),
            now=edit.now,
        ),
    ),
    Change(
        key="role-ended",
        label=sentence("End a role"),
        allows=_may_manage,
        options=_types,
        read=_read_roles,
        apply=lambda edit: commands.end_role(
            actor=edit.actor,
            partner_id=edit.subject_id,
            type_key=edit.value,
            until=queries.today(edit.now),
            now=edit.now,
        ),
    ),
    Change(
        key="agreement-requested",
        label=sentence("Ask for an agreement"),
        allows=_may_manage,
        options=lambda _actor: {str(kind): _(kind.label) for kind in AgreementKind},
        read=_read_requests,
        apply=lambda edit: commands.request_agreement(
            actor=edit.actor, partner_id=edit.subject_id, kind=AgreementKind(edit.value), now=edit.now
        ),
    ),
]


# --- Tags -----------------------------------------------------------------------------------------------------------------

_TAGS = {
    "capabilities": ("capability", sentence("Add a capability"), sentence("Remove a capability")),
    "verticals": ("vertical", sentence("Add an industry"), sentence("Remove an industry")),
    "specializations": ("specialization", sentence("Add a specialization"), sentence("Remove a specialization")),
}


def _change_tags(edit: Edit, field: str, tags_after: Callable[[list[str]], list[str]]) -> None:
    partner = queries.get_partner(edit.actor, edit.subject_id)
    profile = PartnerProfile.objects.get(partner=partner)
    facts: dict[str, Any] = {one.name: getattr(profile, one.name) for one in fields(ProfileDraft)}
    facts |= {name: tuple(facts[name]) for name in _TAGS}
    facts[field] = tuple(tags_after(list(facts[field])))
    commands.change_profile(actor=edit.actor, partner_id=partner.id, profile=ProfileDraft(**facts), now=edit.now)


def _tag_changes(field: str) -> list[Change]:
    key, adding, removing = _TAGS[field]

    def read(ids: Collection[UUID]) -> Facts:
        return dict(PartnerProfile.objects.filter(partner__in=ids).values_list("partner_id", field))

    def add(edit: Edit) -> None:
        _change_tags(edit, field, lambda tags: [*tags, *([] if edit.value in tags else [edit.value])])

    def remove(edit: Edit) -> None:
        _change_tags(edit, field, lambda tags: [tag for tag in tags if tag != edit.value])

    def used(actor: Actor) -> Words:
        return {tag: tag for tag in queries.list_tags(actor)[field]}

    return [
        Change(key=f"{key}-added", label=adding, allows=_may_manage, read=read, apply=add, longest=60),
        Change(key=f"{key}-removed", label=removing, allows=_may_manage, options=used, read=read, apply=remove),
    ]


register_edits(
    EditableList(
        name="partners",
        label=sentence("Partners"),
        noun=Partner.PREFIX,
        area="partners",
        url_name="partners:list",
        select=_partners,
        names=queries.find_names,
        changes=[*_CHANGES, *(change for field in _TAGS for change in _tag_changes(field))],
    )
)

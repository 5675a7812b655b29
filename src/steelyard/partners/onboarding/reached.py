"""The milestones that partners knows itself: agreement, people who joined, a complete profile, certified families."""

from collections.abc import Collection, Set
from datetime import datetime
from uuid import UUID

from steelyard.identity.events import PersonJoined, PersonReactivated, RolesChanged
from steelyard.identity.public import list_partner_people
from steelyard.kernel.actors import PARTNER_ROLES, Role
from steelyard.kernel.refusals import sentence
from steelyard.partners.agreements.events import AgreementAccepted
from steelyard.partners.agreements.terms import AgreementKind
from steelyard.partners.events import AgreementRecorded, CertificationRecorded, ProfileChanged
from steelyard.partners.models import Agreement, Certification, Dated, PartnerScore
from steelyard.partners.onboarding.milestones import IsMet, Milestone
from steelyard.partners.onboarding.reactions import register_milestone
from steelyard.partners.queries import today

_JOINED = (PersonJoined, PersonReactivated, RolesChanged)


def _has_agreement(kind: AgreementKind) -> IsMet:
    def is_met(ids: Collection[UUID], as_of: datetime) -> Set[UUID]:
        rows = Agreement.objects.filter(Agreement.in_force_on(today(as_of), kind), partner__in=ids)
        return set(rows.values_list("partner_id", flat=True))

    return is_met


def _has_people(*roles: Role) -> IsMet:
    def is_met(ids: Collection[UUID], as_of: datetime) -> Set[UUID]:  # noqa: ARG001 - people are known as they are
        return {partner for _person, partner in list_partner_people(frozenset(ids), roles=roles)}

    return is_met


def _is_complete(ids: Collection[UUID], as_of: datetime) -> Set[UUID]:  # noqa: ARG001 - a score is known as it is
    return set(PartnerScore.objects.filter(partner__in=ids, completeness=1).values_list("partner_id", flat=True))


def _is_certified(ids: Collection[UUID], as_of: datetime) -> Set[UUID]:
    rows = Certification.objects.filter(Dated.holds_on(today(as_of)), partner__in=ids)
    return set(rows.values_list("partner_id", flat=True))


_PEOPLE = {
    "partners.first_person": (sentence("First person joined"), PARTNER_ROLES),
    "partners.administrator": (sentence("An administrator joined"), {Role.PARTNER_ADMIN}),
    "partners.seller": (sentence("A seller joined"), {Role.SELLER}),
    "partners.architect": (sentence("A technical architect joined"), {Role.ARCHITECT}),
    "partners.marketing_manager": (sentence("A marketing manager joined"), {Role.PARTNER_MARKETING}),
}

_AGREEMENTS = {
    "partners.agreement": (sentence("Agreement in force"), AgreementKind.PARTNER),
    "partners.data_processing": (sentence("Data processing agreement in force"), AgreementKind.DATA_PROCESSING),
    "partners.non_disclosure": (sentence("Non-disclosure agreement in force"), AgreementKind.NON_DISCLOSURE),
    "partners.conduct": (sentence("Code of conduct accepted"), AgreementKind.CONDUCT),
}

for _key, (_name, _kind) in _AGREEMENTS.items():
    register_milestone(
        Milestone(key=_key, name=_name, is_met=_has_agreement(_kind), url_name="partners:own-agreements"),
        met_by=[AgreementRecorded, AgreementAccepted],
    )
for _key, (_name, _roles) in _PEOPLE.items():
    register_milestone(
        Milestone(key=_key, name=_name, is_met=_has_people(*_roles), url_name="identity:people"), met_by=_JOINED
    )
register_milestone(
    Milestone(
        key="partners.complete_record",
        name=sentence("Record complete"),
        is_met=_is_complete,
        url_name="partners:own-profile",
    ),
    met_by=[ProfileChanged],
)
register_milestone(
    Milestone(key="partners.certified_family", name=sentence("Certified for a product family"), is_met=_is_certified),
    met_by=[CertificationRecorded],
)

"""The facts of agreements, gathered for many partners in a few statements. Called as the system."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from steelyard.partners.agreements.policies import choose_version, find_demand
from steelyard.partners.agreements.rules import AgreementRules
from steelyard.partners.agreements.terms import AgreementFacts, AgreementKind, Signed, Version
from steelyard.partners.models import Agreement, AgreementStanding, AgreementVersion, Partner
from steelyard.partners.queries import today
from steelyard.partners.terms import PartnerStatus
from steelyard.partners.tiers.gathering import find_types
from steelyard.platform.arrays import among
from steelyard.program.public import program_in_force

AGREEMENT_RULEBOOK = "agreements"
ASKED_STATUSES = (PartnerStatus.ONBOARDING, PartnerStatus.ACTIVE, PartnerStatus.SUSPENDED)
"""In which states a partner is asked for agreements."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A partner and a kind of agreement: what applies, what was signed, what is on record, and the rules."""

    partner: Partner
    kind: AgreementKind
    wanted: Version | None
    signed: Signed | None
    standing: AgreementStanding | None
    rules: AgreementRules
    facts: AgreementFacts


def gather_cases(
    partners: Sequence[Partner], *, now: datetime, kinds: Collection[AgreementKind] = tuple(AgreementKind)
) -> list[Case]:
    """Return the cases of the partners: every kind of which a text applies, or that was signed."""
    day, program = today(now), program_in_force(AGREEMENT_RULEBOOK, at=now)
    ids = [one.id for one in partners]
    types, signed, standings = find_types(ids, on=day), find_signed(ids, on=day), _find_standings(ids)
    versions = list_versions_by_kind()
    around: dict[str, tuple[str, ...]] = {}
    chosen: dict[tuple[AgreementKind, str, frozenset[str]], Version | None] = {}
    cases = []
    for partner in partners:
        region, held = partner.region_id, types[partner.id]
        rules: AgreementRules = program.rules_in(region).rules
        regions = around.setdefault(region, tuple(program.catalog.regions_around(region)))
        for kind in kinds:
            key = (kind, region, held)
            if key not in chosen:
                chosen[key] = choose_version(versions[kind], types=held, regions=regions, on=day)
            case = _case(
                partner, kind, chosen[key], signed.get((partner.id, kind)), standings, rules, versions[kind], day
            )
            if case is not None:
                cases.append(case)
    return cases


def list_versions_by_kind() -> defaultdict[AgreementKind, list[Version]]:
    """Return every published version by its kind."""
    found: defaultdict[AgreementKind, list[Version]] = defaultdict(list)
    for row in AgreementVersion.objects.all():
        kind = AgreementKind(row.kind)
        found[kind].append(
            Version(
                id=row.id,
                kind=kind,
                version=row.version,
                types=frozenset(row.types),
                region=row.region,
                valid_from=row.valid_from,
                published_at=row.published_at,
                term_months=row.term_months,
                asks_again=row.asks_again,
            )
        )
    return found


def find_signed(ids: Collection[UUID], *, on: date) -> dict[tuple[UUID, AgreementKind], Signed]:
    """Return what each partner signed last of each kind, by a day."""
    rows = Agreement.objects.filter(among("partner", ids), signed_on__lte=on).select_related("text__version")
    return {
        (row.partner_id, AgreementKind(row.kind)): Signed(
            id=row.id,
            signed_on=row.signed_on,
            valid_until=row.valid_until,
            binds_until=row.binds_until,
            version_id=row.text.version_id if row.text else None,
            known_from=row.text.version.valid_from if row.text else row.signed_on,
        )
        for row in rows.order_by("signed_on", "id")
    }


def _find_standings(ids: Collection[UUID]) -> dict[tuple[UUID, AgreementKind], AgreementStanding]:
    rows = AgreementStanding.objects.filter(among("partner", ids))
    return {(row.partner_id, AgreementKind(row.kind)): row for row in rows}


def _case(
    partner: Partner,
    kind: AgreementKind,
    wanted: Version | None,
    signed: Signed | None,
    standings: Mapping[tuple[UUID, AgreementKind], AgreementStanding],
    rules: AgreementRules,
    versions: Sequence[Version],
    day: date,
) -> Case | None:
    if wanted is None and signed is None:
        return None
    standing = standings.get((partner.id, kind))
    is_answered = standing is not None and signed is not None and standing.accepted_id != signed.id
    facts = AgreementFacts(
        signed=signed,
        is_required=kind in rules.required_kinds,
        demanded_from=find_demand(versions, wanted, signed),
        requested_on=standing.requested_on if standing and not is_answered else None,
        asked_on=(standing.asked_on if standing else None) or day,
    )
    return Case(partner=partner, kind=kind, wanted=wanted, signed=signed, standing=standing, rules=rules, facts=facts)

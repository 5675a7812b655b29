"""Importing partners: a row is a partner, or one of its memberships where a file has a row for each program it is in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from django.utils.text import slugify
from django.utils.translation import gettext as _

from steelyard.companies.public import CompanyDraft, Resolution, clean_draft, resolve_companies
from steelyard.identity.public import list_host_people
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import Refusal, sentence
from steelyard.partners import queries
from steelyard.partners.commands import (
    assign_tier,
    change_profile,
    define_partner_type,
    define_tier,
    enroll_partner,
    grant_role,
    record_agreement,
    record_certification,
    set_status,
)
from steelyard.partners.models import Partner
from steelyard.partners.permissions import can_manage_partners
from steelyard.partners.refusals import AlreadyRecorded, PartnerUnknown, UnknownWord
from steelyard.partners.terms import PartnerDraft, PartnerStatus, ProfileDraft
from steelyard.platform import directory
from steelyard.platform.imports import parsing
from steelyard.platform.imports.mapping import Field, MappingWrong
from steelyard.platform.imports.refusals import NotTakenBack
from steelyard.platform.imports.running import Importer, Row, Run, Told, register_importer
from steelyard.platform.imports.terms import Outcome
from steelyard.program.public import RegionCard, define_region, list_regions

ENROLLED = sentence("partners enrolled")
KNOWN = sentence("rows of a partner known already")
VARIANT = sentence("of them under another name")
BY_EXTERNAL_ID = sentence("of them recognized by external id")
BY_COMPANY = sentence("of them recognized as the same company")
CHANGED = sentence("of them changed")
UNCHANGED = sentence("of them unchanged")
OTHER_EXTERNAL_ID = sentence("of them with another external id than the partner's")
ROLES = sentence("roles granted")
TIERS = sentence("tiers assigned")
AGREEMENTS = sentence("agreements recorded")
CERTIFICATIONS = sentence("certifications recorded")
_LOWEST = 10


def _status(cell: str) -> PartnerStatus:
    try:
        return PartnerStatus(cell.strip().lower())
    except ValueError as error:
        raise ValueError(f"not a status; there are {', '.join(PartnerStatus)}") from error


FIELDS = (
    Field(
        name="name",
        parse=parsing.line,
        is_required=True,
        aliases=("partner", "partner name", "company", "company name", "account name", "account", "organization"),
    ),
    Field(
        name="external_id",
        parse=parsing.line,
        longest=100,
        aliases=("external id", "id", "record id", "account id", "crm id", "partner id", "company id"),
    ),
    Field(name="domain", parse=parsing.line, longest=500, aliases=("company domain name", "web domain")),
    Field(name="website", parse=parsing.line, longest=2000, aliases=("web site", "url", "homepage", "homepage_url")),
    Field(name="country", parse=parsing.country, aliases=("country code", "billing country", "country/region")),
    Field(name="city", parse=parsing.line, aliases=("town", "billing city")),
    Field(name="region", parse=parsing.line, longest=20, aliases=("territory",)),
    Field(name="status", parse=_status, aliases=("partner status",)),
    Field(name="types", parse=parsing.words, longest=1000, aliases=("type", "partner type", "roles", "role")),
    Field(
        name="program",
        parse=parsing.line,
        longest=60,
        help="Whose types and tiers the row speaks of.",
        aliases=("scheme",),
    ),
    Field(
        name="tier", parse=parsing.line, longest=60, aliases=("partner tier", "partner level", "level", "tier level")
    ),
    Field(
        name="since_on", parse=parsing.day, aliases=("joined", "partner since", "enrolled", "enrolled on", "start date")
    ),
    Field(
        name="specializations", parse=parsing.words, longest=2000, aliases=("competencies", "specialisations", "tags")
    ),
    Field(name="agreement", parse=parsing.line, longest=50, aliases=("agreement version", "contract")),
    Field(name="certified_for", parse=parsing.words, longest=1000, aliases=("certifications", "certified families")),
    Field(
        name="manager", parse=parsing.email, aliases=("channel manager", "partner manager", "owner", "account owner")
    ),
    Field(name="parent", parse=parsing.line, aliases=("parent partner", "distributor", "parent account")),
)


@dataclass(frozen=True, slots=True)
class Words:
    """How a file's words for types, tiers and regions become the program's; `defines` lets new ones be added as data."""

    defines: bool
    types: Mapping[str, str]
    tiers: Mapping[str, int]
    regions: Mapping[str, str]
    name_endings: tuple[str, ...]

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> "Words":
        """Return what the options say. Raises: MappingWrong."""
        tables = {name: options.get(name, {}) for name in ("types", "tiers", "regions")}
        if not all(isinstance(table, dict) for table in tables.values()):
            raise MappingWrong(problem="types, tiers and regions are tables, such as [options.tiers] Gold = 30")
        if not all(isinstance(rank, int) for rank in tables["tiers"].values()):
            raise MappingWrong(problem="a tier's rank is a whole number, such as Gold = 30")
        endings = options.get("name_endings", [])
        if not isinstance(endings, list) or not all(isinstance(one, str) for one in endings):
            raise MappingWrong(problem='name_endings is a list, such as ["(member)"]')
        if not all(isinstance(name, str) for key in ("types", "regions") for name in tables[key].values()):
            raise MappingWrong(problem="a type and a region have a name")
        return cls(
            defines=bool(options.get("define", False)),
            types=tables["types"],
            tiers=tables["tiers"],
            regions=tables["regions"],
            name_endings=tuple(endings),
        )

    def name_of(self, cell: str) -> str:
        """Return a company's name without what the file adds to it, such as "(member)"."""
        for ending in self.name_endings:
            cell = cell.removesuffix(ending).rstrip()
        return cell

    def types_of(self, row: Row) -> Iterator[str]:
        """Yield the names of the row's types, in the program's words."""
        for word in row.get("types", ()):
            yield self.types.get(word, word).format(program=row.get("program")).strip()

    def tier_of(self, row: Row) -> tuple[str, int] | None:
        """Return name and rank of the row's tier; the tier of one program is another than that of the next."""
        word = row.get("tier")
        return (f"{row.get('program')} {word}".strip(), self.tiers.get(word, _LOWEST)) if word else None


@dataclass(slots=True)
class _Held:
    """A partner with what it holds, as far as a row may add to it."""

    id: UUID
    name: str
    external_id: str
    types: set[str]
    tier: str
    tags: tuple[str, ...]


@dataclass(slots=True)
class PartnerLoader:
    """Finds each row's partner by external id or company, enrolls it where there is none, and adds what the row says."""

    run: Run
    words: Words
    _ranks: dict[str, int] = field(default_factory=dict)
    _types: dict[str, str] = field(default_factory=dict)
    _regions: set[str] = field(default_factory=set)
    _managers: dict[str, UUID] = field(default_factory=dict)

    def load(self, rows: Sequence[Row]) -> None:
        """Resolve the companies of rows that no external id tells, then do one row after the other."""
        self._read_words()
        known = queries.find_ids_by_external_id([row.get("external_id") for row in rows])
        asking = [row for row in rows if row.get("external_id") not in known]
        companies = self._resolve(asking)
        by_company = queries.find_ids_by_company([one.company_id for one in companies.values()])
        held = _find_held([*known.values(), *by_company.values()], self.run.now.date())
        for row in rows:
            if row.get("external_id") not in known and row.number not in companies:
                continue
            done = False
            with self.run.row(row):
                self._do(row, companies.get(row.number), known, by_company, held)
                done = True
            if not done:
                # What a refused row took back must not be believed by the next one.
                held |= _find_held(list(held), self.run.now.date())
                self._ranks.clear()
                self._read_words()
        self.run.advance(len(rows))

    def finish(self) -> None:
        """Do nothing more: each batch is done with."""

    def _do(
        self,
        row: Row,
        company: Resolution | None,
        known: dict[str, UUID],
        by_company: dict[UUID, UUID],
        held: dict[UUID, _Held],
    ) -> None:
        external_id, at = row.get("external_id"), self._instant(row)
        partner_id = known.get(external_id)
        how = BY_EXTERNAL_ID if partner_id else BY_COMPANY
        if partner_id is None and company is not None:
            partner_id = by_company.get(company.company_id)
            if partner_id is None:
                enrolled = self._enroll(row, company, at)
                self._add(row, enrolled, at)
                held[enrolled.id] = enrolled
                by_company[company.company_id] = enrolled.id
                if external_id:
                    known[external_id] = enrolled.id
                self.run.report.add(ENROLLED)
                self.run.tell(row, Outcome.CREATED, enrolled.id)
                return
        if partner_id is None:
            raise ValueError("a row without a company was refused before")
        is_changed = self._add(row, held[partner_id], at)
        self._count_known(row, held[partner_id], how, is_changed=is_changed)
        self.run.tell(row, Outcome.UPDATED if is_changed else Outcome.UNCHANGED, partner_id)

    def _count_known(self, row: Row, held: _Held, how: str, *, is_changed: bool) -> None:
        report, external_id = self.run.report, row.get("external_id")
        report.add(KNOWN)
        report.add(how)
        if self.words.name_of(row.get("name")) != held.name:
            report.add(VARIANT)
        if external_id and held.external_id and external_id != held.external_id:
            report.add(OTHER_EXTERNAL_ID)
        report.add(CHANGED if is_changed else UNCHANGED)

    def _enroll(self, row: Row, company: Resolution, at: datetime) -> _Held:
        manager = row.get("manager")
        if manager and manager not in self._managers:
            raise _unknown("channel manager", manager, "manager")
        parent = queries.find_id(row.get("parent")) if row.get("parent") else None
        if row.get("parent") and parent is None:
            raise PartnerUnknown(words=row.get("parent"), fields={"parent": PartnerUnknown.text})
        draft = PartnerDraft(
            name=self.words.name_of(row.get("name")),
            company_id=company.company_id,
            domain=clean_draft(self._company(row)).domain,
            country=row.get("country"),
            region=self._region(row.get("region"), at),
            status=row.get("status", PartnerStatus.ACTIVE),
            manager_ids=(self._managers[manager],) if manager else (),
            parent_id=parent,
            external_id=row.get("external_id"),
        )
        partner_id = enroll_partner(actor=self.run.actor, draft=draft, now=at)
        return _Held(id=partner_id, name=draft.name, external_id=draft.external_id, types=set(), tier="", tags=())

    def _add(self, row: Row, held: _Held, at: datetime) -> bool:
        """Add the row's types, tier, tags, agreement and certifications to the partner; tell whether anything was new."""
        since_on = at.date()
        done = [self._grant(held, name, since_on) for name in self.words.types_of(row)]
        done.append(self._assign(row, held, since_on))
        done.append(self._tag(row, held))
        if agreement := row.get("agreement"):
            done.append(self._agree(held, agreement, since_on))
        done += [self._certify(held, family, since_on) for family in row.get("certified_for", ())]
        return any(done)

    def _grant(self, held: _Held, name: str, since_on: date) -> bool:
        key = self._type(name)
        if key in held.types:
            return False
        grant_role(actor=self.run.actor, partner_id=held.id, type_key=key, since_on=since_on, now=self.run.now)
        held.types.add(key)
        self.run.report.add(ROLES)
        return True

    def _assign(self, row: Row, held: _Held, since_on: date) -> bool:
        """Assign the row's tier. Of a partner in several programs the highest counts; each is kept as a tag too."""
        wanted = self.words.tier_of(row)
        if wanted is None:
            return False
        key = self._tier(*wanted)
        is_lower = bool(row.get("program") and held.tier and self._ranks[key] <= self._ranks[held.tier])
        if key == held.tier or is_lower:
            return False
        assign_tier(actor=self.run.actor, partner_id=held.id, tier=key, since_on=since_on, reason="", now=self.run.now)
        held.tier = key
        self.run.report.add(TIERS)
        return True

    def _tag(self, row: Row, held: _Held) -> bool:
        said = row.get("specializations", ())
        if row.get("program") and row.get("tier"):
            said = (*said, f"{row.get('program')}: {row.get('tier')}")
        tags = tuple(dict.fromkeys((*held.tags, *(tag[:60] for tag in said))))
        if tags == held.tags:
            return False
        record = queries.get_record(self.run.actor, held.id, at=self.run.now)
        profile = ProfileDraft(
            website=record.website,
            phone=record.phone,
            description=record.description,
            capabilities=record.capabilities,
            verticals=record.verticals,
            specializations=tags,
        )
        change_profile(actor=self.run.actor, partner_id=held.id, profile=profile, now=self.run.now)
        held.tags = tags
        return True

    def _agree(self, held: _Held, version: str, signed_on: date) -> bool:
        try:
            record_agreement(
                actor=self.run.actor,
                partner_id=held.id,
                version=version,
                signed_on=signed_on,
                valid_until=None,
                now=self.run.now,
            )
        except AlreadyRecorded:
            return False
        self.run.report.add(AGREEMENTS)
        return True

    def _certify(self, held: _Held, family: str, since_on: date) -> bool:
        try:
            record_certification(
                actor=self.run.actor, partner_id=held.id, family=family, since_on=since_on, until=None, now=self.run.now
            )
        except AlreadyRecorded:
            return False
        self.run.report.add(CERTIFICATIONS)
        return True

    def _resolve(self, rows: Sequence[Row]) -> dict[int, Resolution]:
        """Return, by line, which company each row means; rows that name none are refused."""
        drafts: list[tuple[Row, CompanyDraft]] = []
        for row in rows:
            try:
                drafts.append((row, clean_draft(self._company(row))))
            except Refusal as refusal:
                self.run.refuse(row, refusal)
        found = resolve_companies(
            drafts=[draft for _, draft in drafts],
            actor=self.run.actor,
            now=self.run.now,
            is_rehearsal=self.run.report.is_dry_run,
        )
        return {row.number: one for (row, _), one in zip(drafts, found, strict=True)}

    def _company(self, row: Row) -> CompanyDraft:
        return CompanyDraft(
            name=self.words.name_of(row.get("name")),
            domain=row.get("domain") or row.get("website"),
            country=row.get("country"),
            city=row.get("city"),
        )

    def _instant(self, row: Row) -> datetime:
        day = row.get("since_on", None)
        return min(datetime.combine(day, time(), UTC), self.run.now) if day else self.run.now

    # --- The program's words ----------------------------------------------------------------------------------------------

    def _read_words(self) -> None:
        """Read the program's words once; later batches know what earlier ones defined."""
        if not self._ranks:
            self._ranks = {tier.key: tier.rank for tier in queries.list_tiers()}
            self._types = {word: kind.key for kind in queries.list_types() for word in (kind.key, kind.name.lower())}
            self._regions = {region.key for region in list_regions()}
            self._managers = {person.email.lower(): person.id for person in list_host_people() if person.id}

    def _type(self, name: str) -> str:
        if name.lower() in self._types:
            return self._types[name.lower()]
        key = slugify(name)[:50]
        if not self.words.defines:
            raise _unknown("partner type", name, "types")
        if key not in self._types:
            define_partner_type(actor=self.run.actor, key=key, name=name, transacts=False, now=self.run.now)
            self.run.report.add("partner types defined")
        self._types[key] = self._types[name.lower()] = key
        return key

    def _tier(self, name: str, rank: int) -> str:
        key = slugify(name)[:50]
        if key in self._ranks:
            return key
        if not self.words.defines:
            raise _unknown("tier", name, "tier")
        define_tier(actor=self.run.actor, key=key, name=name, rank=rank, now=self.run.now)
        self._ranks[key] = rank
        self.run.report.add("tiers defined")
        return key

    def _region(self, key: str, at: datetime) -> str:
        if key and key not in self._regions and key in self.words.regions and self.words.defines:
            region = RegionCard(key=key, name=self.words.regions[key], countries=())
            define_region(actor=self.run.actor, region=region, now=at)
            self._regions.add(key)
            self.run.report.add("regions defined")
        return key


def _unknown(kind: str, key: str, field_name: str) -> UnknownWord:
    return UnknownWord(kind=kind, key=key, fields={field_name: UnknownWord.text})


def _find_held(ids: Sequence[UUID], day: date) -> dict[UUID, _Held]:
    """Return what the partners hold on the day."""
    rows = queries.find_cards(ids, on=day)
    more = Partner.objects.filter(id__in=rows).values_list("id", "external_id", "profile__specializations")
    return {
        partner_id: _Held(
            id=partner_id,
            name=rows[partner_id].name,
            external_id=external_id,
            types=set(rows[partner_id].types),
            tier=rows[partner_id].tier or "",
            tags=tuple(tags or ()),
        )
        for partner_id, external_id, tags in more
    }


def take_back(actor: Actor, told: Told, now: datetime) -> None:
    """Undo what a row did: the partnership ends; what a known partner was given stays."""
    if told.outcome is not Outcome.CREATED or told.subject_id is None:
        raise NotTakenBack
    reason = _("The import that enrolled this partner was undone.")
    set_status(actor=actor, partner_id=told.subject_id, status=PartnerStatus.ENDED, reason=reason, now=now)


_OPTIONS = ("define", "types", "tiers", "regions", "name_endings")

register_importer(
    Importer(
        key="partners",
        label=sentence("Partners"),
        noun=Partner.PREFIX,
        area="partners",
        fields=FIELDS,
        can_import=can_manage_partners,
        take_back=take_back,
        options=_OPTIONS,
        options_in_parts=_OPTIONS,
        begin=lambda run: PartnerLoader(run, Words.of(run.options)),
    )
)
directory.register_organization_reader(queries.find_id)

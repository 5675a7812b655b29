"""Importing prospects: a row is a company that may become a partner. One that is a prospect already is left alone."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from steelyard.companies.public import CompanyDraft, clean_draft
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import sentence
from steelyard.partners.commands import add_prospect, move_prospect
from steelyard.partners.models import Prospect
from steelyard.partners.permissions import can_recruit
from steelyard.partners.queries import list_types
from steelyard.partners.recruiting.likeness import find_prospects
from steelyard.partners.recruiting.refusals import StageCannotFollow
from steelyard.partners.recruiting.terms import Likeness, ProspectDraft, ProspectSource, ProspectStage
from steelyard.platform.imports import parsing
from steelyard.platform.imports.mapping import Field
from steelyard.platform.imports.refusals import NotTakenBack
from steelyard.platform.imports.running import Importer, Row, RowLoader, Run, Told, register_importer
from steelyard.platform.imports.terms import Outcome

ADDED = sentence("prospects added, scored and screened")
KNOWN = sentence("rows of a prospect known already")

FIELDS = (
    Field(
        name="name",
        parse=parsing.line,
        is_required=True,
        aliases=("company", "company name", "account name", "account", "organization", "prospect"),
    ),
    Field(name="type", parse=parsing.line, is_required=True, aliases=("partner type", "type of partner", "role")),
    Field(name="domain", parse=parsing.line, longest=500, aliases=("company domain name", "web domain")),
    Field(name="website", parse=parsing.line, longest=2000, aliases=("web site", "url", "homepage", "homepage_url")),
    Field(name="country", parse=parsing.country, aliases=("country code", "billing country", "country/region")),
    Field(name="contact_name", parse=parsing.line, aliases=("contact", "contact name", "full name")),
    Field(name="contact_email", parse=parsing.email, aliases=("email", "e-mail", "mail", "contact email")),
    Field(
        name="employees",
        parse=parsing.number,
        aliases=("number of employees", "number_of_employees", "employee count", "headcount"),
    ),
    Field(name="verticals", parse=parsing.words, longest=1000, aliases=("industry", "industries", "vertical")),
    Field(name="capabilities", parse=parsing.words, longest=1000, aliases=("capability", "services", "skills")),
    Field(name="specializations", parse=parsing.words, longest=1000, aliases=("specialisations", "tags")),
    Field(name="traits", parse=parsing.words, longest=1000, aliases=("characteristics",)),
    Field(name="note", parse=parsing.text, longest=2000, aliases=("notes", "comment", "description")),
)


@dataclass(slots=True)
class ProspectLoader(RowLoader):
    """Adds each row's prospect, unless the very same company is one."""

    def do(self, row: Row) -> None:
        """Add the prospect, or say which one it is."""
        draft = self._draft(row)
        known = find_known(draft)
        if known is not None:
            self.run.report.add(KNOWN)
            self.run.tell(row, Outcome.UNCHANGED, known.id)
            return
        source = ProspectSource.IMPORT
        added = add_prospect(actor=self.run.actor, draft=draft, source=source, now=self.run.now)
        self.run.report.add(ADDED)
        self.run.tell(row, Outcome.CREATED, added)

    def _draft(self, row: Row) -> ProspectDraft:
        words = {
            word: kind.key for kind in list_types() for word in (kind.key, kind.name.lower(), _(kind.name).lower())
        }
        said = row.get("type")
        return ProspectDraft(
            name=row.get("name"),
            type=words.get(said.lower(), said),
            domain=row.get("domain") or row.get("website"),
            country=row.get("country"),
            contact_name=row.get("contact_name"),
            contact_email=row.get("contact_email"),
            employees=row.get("employees", None),
            verticals=row.get("verticals", ()),
            capabilities=row.get("capabilities", ()),
            specializations=row.get("specializations", ()),
            traits=row.get("traits", ()),
            note=row.get("note"),
        )


def find_known(draft: ProspectDraft) -> Prospect | None:
    """Return the prospect that a draft surely is."""
    company = clean_draft(CompanyDraft(name=draft.name, domain=draft.domain, country=draft.country))
    alike = find_prospects(company, email=draft.contact_email)
    return next((prospect for prospect, found in alike if found.likeness is Likeness.SAME), None)


def take_back(actor: Actor, told: Told, now: datetime) -> None:
    """Undo what a row did: the prospect leaves the way, unless somebody decided about it."""
    if told.outcome is not Outcome.CREATED or told.subject_id is None:
        raise NotTakenBack
    reason, stage = _("The import that added this prospect was undone."), ProspectStage.WITHDRAWN
    try:
        move_prospect(actor=actor, prospect_id=told.subject_id, stage=stage, reason=reason, now=now)
    except StageCannotFollow as refusal:
        raise NotTakenBack from refusal


def _begin(run: Run) -> ProspectLoader:
    return ProspectLoader(run)


register_importer(
    Importer(
        key="prospects",
        label=sentence("Prospects"),
        noun=Prospect.PREFIX,
        area="partners",
        fields=FIELDS,
        can_import=can_recruit,
        take_back=take_back,
        begin=_begin,
    )
)

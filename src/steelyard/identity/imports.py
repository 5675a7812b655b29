"""Importing people: whoever a row names belongs to its partner, or to the host, and holds its roles."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from steelyard.identity.commands.people import change_roles, deactivate_member, enroll_person
from steelyard.identity.models import Membership, Person
from steelyard.kernel.actors import Actor, Role
from steelyard.kernel.refusals import InvalidInput, sentence
from steelyard.platform.directory import find_organization
from steelyard.platform.imports import parsing
from steelyard.platform.imports.mapping import Field
from steelyard.platform.imports.running import Importer, Row, RowLoader, Told, register_importer
from steelyard.platform.imports.terms import Outcome

ENROLLED = sentence("people enrolled")
GIVEN = sentence("people given more roles")
UNCHANGED = sentence("people unchanged")


def _roles(cell: str) -> frozenset[Role]:
    found = set()
    for word in parsing.words(cell):
        try:
            found.add(Role(word.lower().replace(" ", "_").replace("-", "_")))
        except ValueError as error:
            raise ValueError(f"{word!r} is not a role; there are {', '.join(Role)}") from error
    return frozenset(found)


FIELDS = (
    Field(
        name="email",
        parse=parsing.email,
        is_required=True,
        longest=254,
        aliases=("e-mail", "mail", "email address", "work email"),
    ),
    Field(name="name", parse=parsing.line, aliases=("full name", "contact name", "full_name")),
    Field(name="first_name", parse=parsing.line, longest=100, aliases=("first name", "firstname", "given name")),
    Field(
        name="last_name", parse=parsing.line, longest=100, aliases=("last name", "lastname", "surname", "family name")
    ),
    Field(name="title", parse=parsing.line, aliases=("job title", "jobtitle", "position")),
    Field(name="language", parse=parsing.line, longest=10, aliases=("locale", "preferred language", "hs_language")),
    Field(
        name="partner",
        parse=parsing.line,
        help="Id, external id or name of the partner; empty for the host.",
        aliases=("partner id", "partner name", "company", "company name", "account name", "account id", "organization"),
    ),
    Field(name="roles", parse=_roles, is_required=True, longest=500, aliases=("role",)),
)


@dataclass(slots=True)
class PersonLoader(RowLoader):
    """Enrolls each row's person; who is known already gets the roles that are missing."""

    def do(self, row: Row) -> None:
        """Enroll one person."""
        partner_id = find_organization(row.get("partner"))
        if row.get("partner") and partner_id is None:
            raise InvalidInput(fields={"partner": sentence("No partner, or more than one, is called that.")})
        email, roles = row.get("email"), row.get("roles")
        before = Membership.objects.filter(person__email=email, partner_id=partner_id, until=None).first()
        held = before.role_set if before else frozenset()
        person_id = enroll_person(
            actor=self.run.actor,
            email=email,
            name=row.get("name")
            or f"{row.get('first_name')} {row.get('last_name')}".strip()
            or email.partition("@")[0],
            partner_id=partner_id,
            roles=roles,
            now=self.run.now,
            language=row.get("language", "en"),
            title=row.get("title"),
        )
        if before is None:
            self._tell(row, ENROLLED, Outcome.CREATED, person_id, partner_id, held)
        elif roles <= held:
            self._tell(row, UNCHANGED, Outcome.UNCHANGED, person_id, partner_id, held)
        else:
            self._tell(row, GIVEN, Outcome.UPDATED, person_id, partner_id, held)

    def _tell(
        self, row: Row, word: str, outcome: Outcome, person_id: UUID, partner_id: UUID | None, held: frozenset[Role]
    ) -> None:
        self.run.report.add(word)
        changes = {"partner_id": str(partner_id or ""), "roles": sorted(held)}
        self.run.tell(row, outcome, person_id, changes=changes if outcome is not Outcome.UNCHANGED else {})


def take_back(actor: Actor, told: Told, now: datetime) -> None:
    """Undo what a row did: end the membership, or give it back the roles that it had."""
    partner_id = UUID(told.changes["partner_id"]) if told.changes["partner_id"] else None
    membership = Membership.objects.filter(person=told.subject_id, partner_id=partner_id, until=None).first()
    if membership is None:
        return
    if told.outcome is Outcome.CREATED:
        deactivate_member(actor=actor, membership_id=membership.id, now=now)
    else:
        roles = frozenset(Role(role) for role in told.changes["roles"])
        change_roles(actor=actor, membership_id=membership.id, roles=roles, now=now)


def _can_import(actor: Actor) -> bool:
    return (actor.is_host or actor.is_system) and actor.has_role(Role.PROGRAM_ADMIN, Role.CHANNEL_MANAGER)


register_importer(
    Importer(
        key="people",
        label=sentence("People"),
        noun=Person.PREFIX,
        area="people",
        fields=FIELDS,
        can_import=_can_import,
        take_back=take_back,
        begin=PersonLoader,
    )
)

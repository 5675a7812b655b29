"""Importing people: whoever a row names belongs to its partner, or to the host, and holds its roles."""

from collections.abc import Sequence
from dataclasses import dataclass

from steelyard.identity.commands.people import enroll_person
from steelyard.identity.models import Membership
from steelyard.kernel.actors import Role
from steelyard.kernel.refusals import InvalidInput, sentence
from steelyard.platform.directory import find_organization
from steelyard.platform.imports import parsing
from steelyard.platform.imports.mapping import Field
from steelyard.platform.imports.running import Importer, Row, Run, register_importer

ENROLLED, GIVEN, UNCHANGED = "people enrolled", "people given more roles", "people unchanged"


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
class PersonLoader:
    """Enrolls each row's person; who is known already gets the roles that are missing."""

    run: Run

    def load(self, rows: Sequence[Row]) -> None:
        """Enroll the people one by one."""
        for row in rows:
            with self.run.row(row):
                self._do(row)
        self.run.advance(len(rows))

    def finish(self) -> None:
        """Do nothing more: each batch is done with."""

    def _do(self, row: Row) -> None:
        partner_id = find_organization(row.get("partner"))
        if row.get("partner") and partner_id is None:
            raise InvalidInput(fields={"partner": sentence("No partner, or more than one, is called that.")})
        email, roles = row.get("email"), row.get("roles")
        before = Membership.objects.filter(person__email=email, partner_id=partner_id, until=None).first()
        enroll_person(
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
            self.run.report.add(ENROLLED)
        else:
            self.run.report.add(UNCHANGED if roles <= before.role_set else GIVEN)


register_importer(Importer(key="people", fields=FIELDS, begin=PersonLoader))

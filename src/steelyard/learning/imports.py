"""Importing what people completed elsewhere: a row is a completion, with its own day and its evidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import sentence
from steelyard.learning.commands import import_completion, revoke_certificate
from steelyard.learning.models import Certificate
from steelyard.learning.permissions import can_import_completions
from steelyard.learning.terms import ExternalCompletion
from steelyard.platform.imports import parsing
from steelyard.platform.imports.mapping import Field
from steelyard.platform.imports.running import Importer, Row, Run, Told, register_importer
from steelyard.platform.imports.terms import Outcome
from steelyard.platform.jobs import settle_history

RECORDED = sentence("completions recorded")
_TAKEN_BACK = sentence("The import was taken back.")

FIELDS = (
    Field(
        name="email",
        parse=parsing.email,
        is_required=True,
        aliases=("mail", "e-mail", "learner", "user", "learner email", "user email"),
    ),
    Field(
        name="certification",
        parse=parsing.line,
        longest=60,
        is_required=True,
        help="The key of what it certifies for.",
        aliases=("certificate", "credential", "course", "course key"),
    ),
    Field(
        name="completed_on",
        parse=parsing.day,
        is_required=True,
        aliases=("completed", "completion date", "date", "issued", "issued on", "date completed"),
    ),
    Field(
        name="evidence",
        parse=parsing.line,
        longest=500,
        is_required=True,
        help="A number, an address or a report that shows it.",
        aliases=("proof", "certificate number", "credential id", "url", "link", "reference"),
    ),
    Field(
        name="valid_until",
        parse=parsing.day,
        aliases=("expires", "expires on", "expiry date", "valid to", "expiration date"),
    ),
)


@dataclass(slots=True)
class CompletionLoader:
    """Records each row's completion; nobody is told about history."""

    run: Run

    def load(self, rows: Sequence[Row]) -> None:
        """Do one row after the other."""
        for row in rows:
            with self.run.row(row):
                self._do(row)
        settle_history()
        self.run.advance(len(rows))

    def finish(self) -> None:
        """Do nothing more: each batch is done with."""

    def _do(self, row: Row) -> None:
        completion = ExternalCompletion(
            email=row.get("email"),
            certification=row.get("certification"),
            completed_on=row.get("completed_on"),
            evidence=row.get("evidence"),
            valid_until=row.get("valid_until", None),
        )
        certificate = import_completion(actor=self.run.actor, completion=completion, now=self.run.now)
        self.run.report.add(RECORDED)
        self.run.tell(row, Outcome.CREATED, certificate)


def take_back(actor: Actor, told: Told, now: datetime) -> None:
    """Undo what a row did: the certificate is revoked, and says so."""
    assert told.subject_id is not None
    revoke_certificate(actor=actor, certificate_id=told.subject_id, reason=_TAKEN_BACK, now=now)


register_importer(
    Importer(
        key="completions",
        label=sentence("Completions from elsewhere"),
        noun=Certificate.PREFIX,
        area="learning",
        fields=FIELDS,
        can_import=can_import_completions,
        take_back=take_back,
        begin=CompletionLoader,
    )
)

"""The demo's agreements: a code of conduct, a roadmap behind an agreement, and a new partner agreement that half have accepted."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from steelyard.demo.ecosystem import Ecosystem
from steelyard.identity.public import get_actor, list_administrator_ids
from steelyard.kernel.actors import Actor
from steelyard.partners import commands
from steelyard.partners.agreements.jobs import settle_all_agreements
from steelyard.partners.agreements.queries import get_version
from steelyard.partners.agreements.terms import AgreementKind, TextDraft, VersionDraft
from steelyard.platform.db import acting_as, as_system
from steelyard.platform.jobs import settle_history

_PUBLISHER, _MANAGER = "Helen Brodie", "Marta Lind"
_CONDUCT = (
    TextDraft(
        language="en",
        title="Code of conduct",
        body="We win by what we do well. **No gifts** above 50 euros, no payments to officials, no talk of prices with rivals.",
    ),
    TextDraft(
        language="de",
        title="Verhaltenskodex",
        body="Wir gewinnen durch gute Arbeit. **Keine Geschenke** über 50 Euro, nichts an Amtsträger, keine Preisabsprachen.",
    ),
)
_SECRECY = (
    TextDraft(
        language="en",
        title="Non-disclosure agreement for the roadmap",
        body="What the roadmap says stays between us for three years. Dates in it are intentions, not promises.",
    ),
)
_PARTNER = (
    TextDraft(
        language="en",
        title="Partner agreement",
        body=(
            "## Registering deals\n\nA registered deal is protected for as long as the program says.\n\n"
            "## Term\n\nThis agreement holds for twelve months and is renewed by accepting it again.\n\n"
            "## Data\n\nWhat one partner tells us of its business, no other partner learns from us."
        ),
    ),
    TextDraft(
        language="de",
        title="Partnervertrag",
        body=(
            "## Abschlüsse anmelden\n\nEin angemeldeter Abschluss ist so lange geschützt, wie das Programm sagt.\n\n"
            "## Laufzeit\n\nDieser Vertrag gilt zwölf Monate und wird durch erneute Zustimmung verlängert.\n\n"
            "## Daten\n\nWas ein Partner uns über sein Geschäft sagt, erfährt kein anderer Partner von uns."
        ),
    ),
)


def build_agreements(ecosystem: Ecosystem, ends_at: datetime) -> None:
    """Let the host publish three agreements over the year, and partners accept them; some have yet to."""
    with as_system():
        publisher = get_actor(ecosystem.people[_PUBLISHER], None)
    active = [partner.id for partner in ecosystem.partners if partner.is_active]
    conduct = VersionDraft(
        kind=AgreementKind.CONDUCT,
        version="2026",
        valid_from=(ends_at - timedelta(days=320)).date(),
        texts=_CONDUCT,
        term_months=12,
    )
    _publish(publisher, conduct, active[::3], ends_at)
    secrecy = VersionDraft(
        kind=AgreementKind.NON_DISCLOSURE,
        version="Roadmap",
        valid_from=(ends_at - timedelta(days=150)).date(),
        texts=_SECRECY,
        term_months=36,
    )
    _publish(publisher, secrecy, active[1::8], ends_at)
    renewed = VersionDraft(
        kind=AgreementKind.PARTNER,
        version="2027.1",
        valid_from=(ends_at - timedelta(days=21)).date(),
        texts=_PARTNER,
        term_months=12,
        asks_again=True,
    )
    _publish(publisher, renewed, active[1::2], ends_at)
    with as_system():
        manager = get_actor(ecosystem.people[_MANAGER], None)
        for partner_id in active[2:8:3]:
            commands.request_agreement(
                actor=manager,
                partner_id=partner_id,
                kind=AgreementKind.NON_DISCLOSURE,
                now=ends_at - timedelta(days=2),
            )
        settle_history()


def _publish(publisher: Actor, draft: VersionDraft, accepting: Sequence[UUID], ends_at: datetime) -> None:
    """Publish a version on its first day, and let partners accept it on the days after."""
    now = datetime.combine(draft.valid_from, ends_at.timetz())
    with as_system():
        version_id = commands.publish_agreement(actor=publisher, draft=draft, now=now)
        settle_history()
    settle_all_agreements(now)
    with as_system():
        for number, admin in enumerate(_administrators(accepting)):
            _accept(admin, version_id, now + timedelta(days=1 + number % 17, minutes=7 * number))
        settle_history()
    settle_all_agreements(ends_at)


def _accept(admin: Actor, version_id: UUID, now: datetime) -> None:
    with acting_as(admin):
        text = get_version(admin, version_id).text_in("de")
        commands.accept_agreement(actor=admin, text_id=text.id, digest=text.digest, name=admin.name, now=now)


def _administrators(partner_ids: Iterable[UUID]) -> list[Actor]:
    found = []
    for partner_id in partner_ids:
        people = list_administrator_ids({partner_id})
        if people:
            found.append(get_actor(people[0], partner_id))
    return found

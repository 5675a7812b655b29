"""Previewing: what the form says while somebody types is what the submission then decides."""

from datetime import datetime

import pytest

from steelyard.companies.cards import CompanyDraft
from steelyard.companies.public import load_companies
from steelyard.deals import queries
from steelyard.deals.terms import Outcome, RegistrationState
from steelyard.kernel.actors import SYSTEM
from steelyard.platform.db import acting_as
from tests.deals.making import make_draft, submit
from tests.partners.making import Ecosystem


@pytest.mark.parametrize(
    ("taken", "asked"),
    [
        ("Konami Holdings", "Tonami Holdings"),
        ("Derby City Council", "Derry City Council"),
        ("Nordlicht Werke GmbH", "Nordlicht Werke"),
        ("Nordlicht Werke GmbH", "Nordlciht Werke"),
        ("Nordlicht Werke GmbH", "Nordlicht"),
        ("Siemens Deutschland GmbH", "Siemens France SAS"),
        ("Nordlicht Werke GmbH", "Bernstein Kontor"),
    ],
)
def test_a_preview_says_what_the_submission_then_decides(
    world: Ecosystem, now: datetime, taken: str, asked: str
) -> None:
    submit(world.acme_seller, now, taken)
    with acting_as(world.beta_seller):
        foreseen = queries.preview_registration(actor=world.beta_seller, draft=make_draft(asked), now=now)
    decided = submit(world.beta_seller, now, asked)
    is_free = decided.decision.outcome is Outcome.APPROVED and decided.state is RegistrationState.APPROVED
    assert (foreseen.outlook == "free") == is_free


def test_a_preview_ignores_a_near_spelling_beside_the_very_name(world: Ecosystem, now: datetime) -> None:
    with acting_as(SYSTEM):
        known = [CompanyDraft(name="Zylenta Kontor GmbH"), CompanyDraft(name="Zylente Kontor GmbH")]
        load_companies(drafts=known, actor=SYSTEM, now=now)
    submit(world.acme_seller, now, "Zylente Kontor GmbH")
    with acting_as(world.beta_seller):
        foreseen = queries.preview_registration(
            actor=world.beta_seller, draft=make_draft("Zylenta Kontor GmbH"), now=now
        )
    assert foreseen.outlook == "free"
    assert submit(world.beta_seller, now, "Zylenta Kontor GmbH").state is RegistrationState.APPROVED

"""Two administrators accept one agreement in the same instant: one signs, the other is told. With real connections."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.db import connection

from steelyard.kernel.actors import Actor, Role
from steelyard.partners.agreements.refusals import AgreementAlreadyAccepted
from steelyard.partners.models import Agreement, AgreementSignature
from steelyard.platform.db import as_system
from tests.deals.test_race import at_once
from tests.partners.making import Ecosystem, make_ecosystem, make_person
from tests.partners.test_agreements import accept, publish


@pytest.fixture
def real_ecosystem(own_database: str, now: datetime) -> Iterator[Ecosystem]:
    with as_system():
        made = make_ecosystem(now)
    yield made
    connection.close()


def test_of_two_who_accept_in_the_same_instant_one_signs(real_ecosystem: Ecosystem, now: datetime) -> None:
    with as_system():
        version_id = publish(real_ecosystem, now)
        other = make_person(now, "Otto Acar", Role.PARTNER_ADMIN, partner_id=real_ecosystem.acme)

    def sign(actor: Actor, name: str) -> str:
        with as_system():
            try:
                accept(actor, version_id, now, name=name)
            except AgreementAlreadyAccepted as refusal:
                return str(refusal)
        return ""

    told = at_once(lambda: sign(real_ecosystem.acme_admin, "Anna Acar"), lambda: sign(other, "Otto Acar"))
    with as_system():
        (signature,) = AgreementSignature.objects.all()
        assert Agreement.objects.count() == 1
    assert sorted(signature.name in one for one in told) == [False, True]

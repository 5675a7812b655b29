"""Agreements: published texts, acceptance by name, what is due, what lapses, who reads which."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from steelyard.identity.models import Person
from steelyard.kernel.actors import SYSTEM, Actor, Role
from steelyard.kernel.ids import public_id
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners import commands
from steelyard.partners.agreements.jobs import settle_all_agreements
from steelyard.partners.agreements.queries import get_agreement, get_partner_agreements, get_version, list_standings
from steelyard.partners.agreements.refusals import (
    AgreementAlreadyAccepted,
    AgreementInThePast,
    AgreementNotCountersignable,
    AgreementNotOffered,
    AgreementSuperseded,
    AgreementVersionTaken,
)
from steelyard.partners.agreements.rules import AgreementRules
from steelyard.partners.agreements.terms import (
    AgreementFilter,
    AgreementKind,
    AgreementState,
    SignatureSide,
    TextDraft,
    VersionDraft,
    digest_of,
)
from steelyard.partners.models import Agreement, AgreementSignature, AgreementStanding, AgreementText, Partner
from steelyard.partners.public import get_standing
from steelyard.partners.terms import PartnerStatus
from steelyard.platform.clock import utc_now
from steelyard.platform.db import acting_as
from steelyard.platform.models import EventRecord, Notification
from steelyard.program.public import adopt_rules
from tests.jobs import run_jobs
from tests.partners.making import Ecosystem, browser_of, make_partner, make_person
from tests.partners.test_api import call

TEXTS = (
    TextDraft(language="de", title="Partnervertrag", body="Wir arbeiten zusammen."),
    TextDraft(language="en", title="Partner agreement", body="We work **together**."),
)
KIND = AgreementKind.PARTNER


def publish(ecosystem: Ecosystem, now: datetime, version: str = "2027.1", **said: object) -> UUID:
    """Publish a version of the partner agreement for everybody, from now on unless said."""
    draft = VersionDraft(
        **{"kind": KIND, "version": version, "valid_from": now.date(), "texts": TEXTS, "term_months": 12, **said}
    )
    version_id = commands.publish_agreement(actor=ecosystem.admin, draft=draft, now=now)
    settle_all_agreements(now)
    return version_id


def text_of(version_id: UUID, language: str = "en") -> AgreementText:
    return AgreementText.objects.get(version=version_id, language=language)


def accept(actor: Actor, version_id: UUID, now: datetime, name: str = "Anna Acar") -> UUID:
    """Accept a version as the actor."""
    text = text_of(version_id)
    with acting_as(actor):
        return commands.accept_agreement(
            actor=actor, text_id=text.id, digest=text.digest, name=name, address="192.0.2.7", now=now
        )


def state_of(partner_id: UUID, kind: AgreementKind = KIND) -> str:
    return AgreementStanding.objects.get(partner=partner_id, kind=kind).state


def told(event_type: str) -> int:
    return EventRecord.objects.filter(type=event_type).count()


def test_a_published_text_is_asked_of_every_partner_and_accepted_by_name(ecosystem: Ecosystem, now: datetime) -> None:
    version_id = publish(ecosystem, now)
    assert state_of(ecosystem.acme) == state_of(ecosystem.beta) == AgreementState.MISSING
    assert not get_standing(ecosystem.acme, at=now).has_agreement
    agreement_id = accept(ecosystem.acme_admin, version_id, now, name="Anna Maria Acar")
    assert get_standing(ecosystem.acme, at=now).has_agreement
    assert not get_standing(ecosystem.beta, at=now).has_agreement
    assert state_of(ecosystem.acme) == AgreementState.IN_FORCE
    card = get_agreement(ecosystem.acme_admin, agreement_id)
    (signature,) = card.signatures
    assert (signature.name, signature.roles) == ("Anna Maria Acar", ("partner_admin",))
    assert (signature.person_id, signature.signed_at) == (ecosystem.acme_admin.person_id, now)
    assert card.text is not None
    assert signature.digest == card.text.digest == digest_of("Partner agreement", "We work **together**.")
    assert (len(signature.origin), "192.0.2.7" in signature.origin) == (64, False)
    assert (card.signed_on, card.valid_until) == (date(2026, 11, 16), date(2027, 11, 16))
    assert told("partners.agreement.accepted") == 1


def test_texts_and_signatures_stay_as_they_are(ecosystem: Ecosystem, now: datetime) -> None:
    version_id = publish(ecosystem, now)
    accept(ecosystem.acme_admin, version_id, now)
    for changing in (
        lambda: AgreementText.objects.filter(version=version_id).update(body="Something else"),
        lambda: AgreementSignature.objects.update(name="Somebody else"),
        lambda: AgreementSignature.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            changing()


def test_only_an_administrator_of_the_partner_accepts(ecosystem: Ecosystem, now: datetime) -> None:
    version_id = publish(ecosystem, now)
    for actor in (ecosystem.acme_seller, ecosystem.manager):
        with pytest.raises(NotAllowed):
            accept(actor, version_id, now)
    with pytest.raises(NotAllowed):
        commands.publish_agreement(
            actor=ecosystem.manager,
            draft=VersionDraft(kind=KIND, version="x", valid_from=now.date(), texts=TEXTS),
            now=now,
        )


def test_of_two_who_accept_the_second_learns_who_was_first(ecosystem: Ecosystem, now: datetime) -> None:
    version_id = publish(ecosystem, now)
    other = make_person(now, "Otto Acar", Role.PARTNER_ADMIN, partner_id=ecosystem.acme)
    accept(ecosystem.acme_admin, version_id, now)
    with pytest.raises(AgreementAlreadyAccepted, match="Anna Acar"):
        accept(other, version_id, now)
    assert Agreement.objects.filter(partner=ecosystem.acme).count() == 1


def test_a_superseded_version_is_accepted_no_more(ecosystem: Ecosystem, now: datetime) -> None:
    old = publish(ecosystem, now)
    tomorrow = now + timedelta(days=1)
    commands.publish_agreement(
        actor=ecosystem.admin,
        draft=VersionDraft(kind=KIND, version="2027.2", valid_from=tomorrow.date(), texts=TEXTS),
        now=now,
    )
    with pytest.raises(AgreementSuperseded):
        accept(ecosystem.acme_admin, old, tomorrow)
    text = text_of(old)
    with pytest.raises(AgreementSuperseded), acting_as(ecosystem.acme_admin):
        commands.accept_agreement(
            actor=ecosystem.acme_admin, text_id=text.id, digest="0" * 64, name="Anna Acar", now=now
        )
    accept(ecosystem.acme_admin, old, now)


def test_a_version_that_asks_again_is_due_and_one_that_does_not_is_offered(ecosystem: Ecosystem, now: datetime) -> None:
    accept(ecosystem.acme_admin, publish(ecosystem, now, term_months=None), now)
    later = now + timedelta(days=40)
    publish(ecosystem, later, "2027.2", term_months=None)
    assert state_of(ecosystem.acme) == AgreementState.IN_FORCE
    latest = now + timedelta(days=80)
    third = publish(ecosystem, latest, "2027.3", asks_again=True, term_months=None)
    row = AgreementStanding.objects.get(partner=ecosystem.acme)
    assert (row.state, row.due_on) == (AgreementState.DUE, latest.date() + timedelta(days=30))
    assert get_standing(ecosystem.acme, at=latest + timedelta(days=59)).has_agreement
    assert not get_standing(ecosystem.acme, at=latest + timedelta(days=60)).has_agreement
    accept(ecosystem.acme_admin, third, latest)
    assert get_standing(ecosystem.acme, at=latest + timedelta(days=600)).has_agreement


def test_a_term_ends_with_reminders_grace_and_a_lapse(ecosystem: Ecosystem, now: datetime) -> None:
    accept(ecosystem.acme_admin, publish(ecosystem, now), now)
    ends = date(2027, 11, 16)
    for day in range(410):
        settle_all_agreements(now + timedelta(days=day))
    due = EventRecord.objects.filter(type="partners.agreement.due", partner_id=ecosystem.acme)
    left = sorted((ends - one.occurred_at.date()).days for one in due)
    assert left == [-1, 7, 30, 60, 90]
    lapsed = EventRecord.objects.get(type="partners.agreement.lapsed", partner_id=ecosystem.acme)
    assert lapsed.occurred_at.date() == date(2027, 12, 16)
    assert get_standing(ecosystem.acme, at=now + timedelta(days=394)).has_agreement
    assert not get_standing(ecosystem.acme, at=now + timedelta(days=395)).has_agreement
    assert Partner.objects.get(id=ecosystem.acme).status == PartnerStatus.ACTIVE


def test_a_renewal_in_time_continues_the_term(ecosystem: Ecosystem, now: datetime) -> None:
    version_id = publish(ecosystem, now)
    accept(ecosystem.acme_admin, version_id, now)
    early, in_time = now + timedelta(days=100), now + timedelta(days=300)
    with pytest.raises(AgreementAlreadyAccepted):
        accept(ecosystem.acme_admin, version_id, early)
    renewed = Agreement.objects.get(id=accept(ecosystem.acme_admin, version_id, in_time))
    assert renewed.valid_until == date(2028, 11, 16)
    first = Agreement.objects.get(partner=ecosystem.acme, signed_on=now.date())
    assert first.binds_until == in_time.date()
    assert state_of(ecosystem.acme) == AgreementState.IN_FORCE


def test_a_lapse_suspends_where_the_rules_say_so_until_it_is_accepted(ecosystem: Ecosystem, now: datetime) -> None:
    rules = AgreementRules(suspending_kinds=(KIND,), grace_days=10)
    adopt_rules(actor=SYSTEM, key="agreements", rules=rules.dump(), effective_from=now, now=now)
    version_id = publish(ecosystem, now)
    accept(ecosystem.acme_admin, version_id, now)
    lapse = now + timedelta(days=375)
    settle_all_agreements(lapse - timedelta(days=1))
    assert Partner.objects.get(id=ecosystem.acme).status == PartnerStatus.ACTIVE
    settle_all_agreements(lapse)
    partner = Partner.objects.get(id=ecosystem.acme)
    assert (partner.status, "lapsed" in partner.status_reason) == (PartnerStatus.SUSPENDED, True)
    assert Partner.objects.get(id=ecosystem.beta).status == PartnerStatus.ACTIVE
    accept(ecosystem.acme_admin, version_id, lapse)
    assert Partner.objects.get(id=ecosystem.acme).status == PartnerStatus.ACTIVE


def test_texts_are_for_types_and_regions(ecosystem: Ecosystem, now: datetime) -> None:
    publish(ecosystem, now, "services", types=("services",))
    publish(ecosystem, now, "us", region="NA")
    assert not AgreementStanding.objects.filter(partner=ecosystem.acme).exists()
    assert AgreementStanding.objects.get(partner=ecosystem.beta).version.version == "services"
    commands.grant_role(actor=SYSTEM, partner_id=ecosystem.acme, type_key="services", since_on=now.date(), now=now)
    run_jobs()
    assert state_of(ecosystem.acme) == AgreementState.MISSING


def test_the_host_asks_one_partner_for_what_the_rules_ask_of_nobody(ecosystem: Ecosystem, now: datetime) -> None:
    with pytest.raises(AgreementNotOffered):
        commands.request_agreement(
            actor=ecosystem.manager, partner_id=ecosystem.acme, kind=AgreementKind.NON_DISCLOSURE, now=now
        )
    nda = publish(ecosystem, now, kind=AgreementKind.NON_DISCLOSURE)
    assert state_of(ecosystem.acme, AgreementKind.NON_DISCLOSURE) == AgreementState.OFFERED
    commands.request_agreement(
        actor=ecosystem.manager, partner_id=ecosystem.acme, kind=AgreementKind.NON_DISCLOSURE, now=now
    )
    assert state_of(ecosystem.acme, AgreementKind.NON_DISCLOSURE) == AgreementState.MISSING
    assert state_of(ecosystem.beta, AgreementKind.NON_DISCLOSURE) == AgreementState.OFFERED
    run_jobs()
    assert Notification.objects.filter(
        person_id=ecosystem.acme_admin.person_id, event_type="partners.agreement.asked"
    ).exists()
    accept(ecosystem.acme_admin, nda, now)
    assert state_of(ecosystem.acme, AgreementKind.NON_DISCLOSURE) == AgreementState.IN_FORCE
    assert not get_standing(ecosystem.acme, at=now).has_agreement


def test_the_host_countersigns_once(ecosystem: Ecosystem, now: datetime) -> None:
    agreement_id = accept(ecosystem.acme_admin, publish(ecosystem, now), now)
    with pytest.raises(NotAllowed):
        commands.countersign_agreement(actor=ecosystem.seller_of_host, agreement_id=agreement_id, name="J W", now=now)
    commands.countersign_agreement(actor=ecosystem.manager, agreement_id=agreement_id, name="Mara Lind", now=now)
    with pytest.raises(AgreementNotCountersignable):
        commands.countersign_agreement(actor=ecosystem.manager, agreement_id=agreement_id, name="Mara Lind", now=now)
    sides = [one.side for one in get_agreement(ecosystem.acme_admin, agreement_id).signatures]
    assert sides == [SignatureSide.PARTNER, SignatureSide.HOST]


def test_versions_are_published_once_and_not_for_days_gone(ecosystem: Ecosystem, now: datetime) -> None:
    publish(ecosystem, now)
    for said in ({"version": "2027.1", "valid_from": date(2027, 1, 1)}, {"version": "2027.1b"}):
        with pytest.raises(AgreementVersionTaken):
            publish(ecosystem, now, **said)  # type: ignore[arg-type]
    with pytest.raises(AgreementInThePast):
        publish(ecosystem, now, "old", valid_from=date(2026, 11, 15))


def test_rivals_and_unasked_partners_read_nothing(ecosystem: Ecosystem, now: datetime) -> None:
    version_id = publish(ecosystem, now, types=("services",))
    beta_admin = make_person(now, "Bea Boll", Role.PARTNER_ADMIN, partner_id=ecosystem.beta)
    agreement_id = accept(beta_admin, version_id, now)
    with acting_as(ecosystem.acme_admin):
        assert not AgreementText.objects.exists()
        assert not AgreementStanding.objects.exists()
        assert not AgreementSignature.objects.exists()
        for reading in (
            lambda: get_version(ecosystem.acme_admin, version_id),
            lambda: get_agreement(ecosystem.acme_admin, agreement_id),
            lambda: get_partner_agreements(ecosystem.acme_admin, ecosystem.beta, at=now),
        ):
            with pytest.raises(NotFound):
                reading()
        with pytest.raises(NotAllowed):
            list_standings(ecosystem.acme_admin, AgreementFilter(), PageRequest())
    with acting_as(beta_admin):
        assert get_version(beta_admin, version_id).accepted == 0
        assert AgreementSignature.objects.count() == 1


def test_a_person_who_moves_on_leaves_the_signature_where_it_was_given(ecosystem: Ecosystem, now: datetime) -> None:
    version_id = publish(ecosystem, now)
    agreement_id = accept(ecosystem.acme_admin, version_id, now)
    moved = make_person(now, "Anna Acar", Role.PARTNER_ADMIN, partner_id=ecosystem.beta)
    assert moved.person_id == ecosystem.acme_admin.person_id
    with acting_as(moved), pytest.raises(NotFound):
        get_agreement(moved, agreement_id)
    accept(moved, version_id, now)
    assert Agreement.objects.get(id=agreement_id).partner_id == ecosystem.acme
    assert Person.objects.filter(id=moved.person_id).count() == 1
    assert state_of(ecosystem.beta) == state_of(ecosystem.acme) == AgreementState.IN_FORCE


def test_what_was_signed_is_known_for_any_day(ecosystem: Ecosystem, now: datetime) -> None:
    commands.record_agreement(
        actor=SYSTEM,
        partner_id=ecosystem.acme,
        version="paper",
        signed_on=date(2024, 2, 29),
        valid_until=None,
        now=now,
    )
    accept(ecosystem.acme_admin, publish(ecosystem, now, asks_again=True), now)

    def names(on: date) -> list[str]:
        found = get_partner_agreements(ecosystem.manager, ecosystem.acme, on=on, at=now)
        return [one.version for one in found.agreements if one.binds_on(on)]

    assert names(date(2024, 2, 28)) == []
    assert names(date(2026, 11, 15)) == ["paper"]
    assert names(date(2026, 11, 16)) == ["2027.1"]


def test_pages_lead_from_the_home_to_the_record(ecosystem: Ecosystem, now: datetime) -> None:
    version_id = publish(ecosystem, now)
    key, text = public_id("agreementversion", version_id), text_of(version_id)
    partner = browser_of(ecosystem.acme_admin)
    assert "To be accepted" in partner.get("/").content.decode()
    page = partner.get(f"/organization/agreements/{key}/").content.decode()
    assert "We work <strong>together</strong>." in page
    assert "Your full name" in page
    said = {"text": text.public_id, "digest": text.digest, "name": "Anna Acar"}
    assert partner.post(f"/organization/agreements/{key}/", {**said, "name": " "}).status_code == 422
    signed = partner.post(f"/organization/agreements/{key}/", said)
    assert signed.status_code == 302
    assert "Anna Acar" in partner.get(signed.url).content.decode()
    again = partner.post(f"/organization/agreements/{key}/", said)
    assert (again.status_code, "accepted this on" in again.content.decode()) == (422, True)
    file = partner.get(f"{signed.url}file/")
    assert file["Content-Disposition"].startswith("attachment")
    assert text.digest in file.content.decode()
    assert browser_of(ecosystem.beta_seller).get(signed.url).status_code == 404
    host = browser_of(ecosystem.manager)
    listed = host.get("/partners/agreements/?state=in_force").content.decode()
    assert "Acme Systems GmbH" in listed
    assert "Beta Networks AG" not in listed
    assert host.post(f"{signed.url}countersignature/", {"name": "Mara Lind"}).status_code == 302
    assert "For the program" in partner.get(signed.url).content.decode()


def test_the_host_publishes_by_page(ecosystem: Ecosystem, now: datetime) -> None:
    admin = browser_of(ecosystem.admin)
    said = {"kind": "conduct", "version": "1", "valid_from": "2030-01-01", "title_en": "Conduct"}
    refused = admin.post("/partners/agreements/versions/new/", said)
    assert (refused.status_code, "A text has a title and a body." in refused.content.decode()) == (422, True)
    done = admin.post("/partners/agreements/versions/new/", {**said, "body_en": "Be fair."})
    assert done.status_code == 302
    assert "Be fair." in admin.get(done.url).content.decode()


def test_many_partners_are_asked_at_once(ecosystem: Ecosystem, now: datetime) -> None:
    publish(ecosystem, now, kind=AgreementKind.NON_DISCLOSURE)
    host = browser_of(ecosystem.manager)
    shown = host.get("/partners/").content.decode()
    assert "Ask for an agreement" in shown


def test_programs_publish_read_accept_and_ask(ecosystem: Ecosystem) -> None:
    admin, manager, partner = (browser_of(one) for one in (ecosystem.admin, ecosystem.manager, ecosystem.acme_admin))
    said = {
        "kind": "conduct",
        "version": "api",
        "valid_from": str(utc_now().date()),
        "texts": [{"language": "en", "title": "Conduct", "body": "Be fair."}],
    }
    status, made = call(admin, "post", "/agreement-versions", said)
    assert (status, [one["language"] for one in made["texts"]]) == (201, ["en"])
    acme = public_id("partner", ecosystem.acme)
    status, asked = call(manager, "post", f"/partners/{acme}/agreement-requests", {"kind": "conduct"})
    assert [(one["kind"], one["state"]) for one in asked["standings"]] == [("conduct", "missing")]
    (text,) = call(partner, "get", f"/agreement-versions/{made['id']}")[1]["texts"]
    accepting = {"text_id": text["id"], "digest": text["digest"], "name": "Anna Acar"}
    status, signed = call(partner, "post", "/agreement-acceptances", accepting)
    assert (status, signed["text"]["body"], signed["is_countersigned"]) == (201, "Be fair.", False)
    status, problem = call(partner, "post", "/agreement-acceptances", accepting)
    assert (status, problem["code"]) == (409, "agreement_already_accepted")
    path = f"/agreements/{signed['id']}"
    assert call(manager, "post", f"{path}/countersignature", {"name": "Mara Lind"})[1]["is_countersigned"]
    assert [one["side"] for one in call(partner, "get", path)[1]["signatures"]] == ["partner", "host"]
    assert call(partner, "get", f"/partners/{acme}/agreements")[1]["agreements"][0]["id"] == signed["id"]
    assert call(manager, "get", "/agreement-standings?kind=conduct&state=in_force")[1]["total"] == 1
    assert call(manager, "get", "/agreement-versions")[1]["items"][0]["accepted"] == 1
    assert call(partner, "get", "/agreement-standings")[0] == 403


def test_many_are_settled_in_as_many_statements_as_few(ecosystem: Ecosystem, now: datetime) -> None:
    many = [make_partner(now, f"Many {number}", types=("reseller",)) for number in range(12)]
    publish(ecosystem, now)
    counts = []
    for partners in ([ecosystem.acme, ecosystem.beta], many):
        AgreementStanding.objects.filter(partner__in=partners).delete()
        with CaptureQueriesContext(connection) as asked:
            assert commands.settle_agreements(partner_ids=partners, now=now) == len(partners)
        counts.append(len(asked))
    assert counts[1] <= counts[0]

"""One change for many records: tried out, then made by the records' own commands, each with its own outcome."""

from datetime import datetime

import pytest
from django.db import connection

from steelyard.kernel.actors import SYSTEM, Actor, Role
from steelyard.kernel.ids import public_id
from steelyard.kernel.refusals import InvalidInput, NotAllowed, NotFound
from steelyard.partners.commands import assign_manager, change_partner, set_status
from steelyard.partners.models import Partner, PartnerProfile
from steelyard.partners.terms import PartnerStatus
from steelyard.pipeline.commands import close_lost
from steelyard.pipeline.models import Opportunity
from steelyard.pipeline.terms import LostReason
from steelyard.platform.bulk_edits import commands, queries
from steelyard.platform.bulk_edits.jobs import ENDED_UNEXPECTEDLY, abandon_bulk_edits
from steelyard.platform.bulk_edits.models import BulkEdit, BulkEditRow
from steelyard.platform.bulk_edits.refusals import (
    CountDiffers,
    EditNotInThisState,
    ListNotEditable,
    NothingChosen,
    TooManyChosen,
)
from steelyard.platform.bulk_edits.terms import EditOutcome, EditState
from steelyard.platform.bulk_edits.working import work_on
from steelyard.platform.db import acting_as
from steelyard.platform.models import EventRecord
from tests.bulk_edits.making import check, line_of, rows_of, run
from tests.jobs import run_jobs
from tests.partners.making import Ecosystem, make_person
from tests.pipeline.making import make_opportunity


def outcomes(actor: Actor, key: object) -> dict[str, tuple[str, str, str]]:
    return {row.name: (row.before, row.after, str(row.outcome or "")) for row in rows_of(actor, key)}  # type: ignore[arg-type]


def test_a_check_tells_and_changes_nothing(ecosystem: Ecosystem, now: datetime) -> None:
    set_status(actor=SYSTEM, partner_id=ecosystem.beta, status=PartnerStatus.ENDED, reason="Closed", now=now)
    events = EventRecord.objects.count()
    key = check(
        ecosystem.manager,
        "partners",
        "status",
        "suspended",
        ids=[ecosystem.acme, ecosystem.beta],
        reason="Audit",
        now=now,
    )
    assert outcomes(ecosystem.manager, key) == {
        "Acme Systems GmbH": ("Active", "Suspended", "changed"),
        "Beta Networks AG": ("Ended", "Ended", "refused"),
    }
    refused = next(row for row in rows_of(ecosystem.manager, key) if row.outcome is EditOutcome.REFUSED)
    assert refused.problem == "A partner that is ended cannot become suspended."
    assert set(Partner.objects.values_list("status", flat=True)) == {"active", "ended"}
    assert EventRecord.objects.count() == events


def test_a_run_makes_the_changes_by_the_records_own_commands(ecosystem: Ecosystem, now: datetime) -> None:
    key = check(ecosystem.manager, "partners", "region", "NA", asked="status=active", now=now)
    done = run(ecosystem.manager, key, now=now)
    assert (done.state, dict(done.outcomes)) == (EditState.DONE, {"changed": 2})
    assert set(Partner.objects.values_list("region", flat=True)) == {"NA"}
    said = EventRecord.objects.filter(type="partners.partner.changed", request_id=public_id("bulkedit", key))
    assert {row.actor_id for row in said} == {ecosystem.manager.person_id}
    assert said.count() == 2
    whole = EventRecord.objects.filter(type="platform.bulk_edit.finished").get()
    assert (whole.subject_label, whole.payload["changed"]) == ("Partners: Region", 2)


def test_what_is_as_wanted_stays_as_it_is(ecosystem: Ecosystem, now: datetime) -> None:
    key = check(ecosystem.manager, "partners", "region", "DACH", asked="", now=now)
    assert dict(line_of(ecosystem.manager, key).outcomes) == {"unchanged": 2}
    with pytest.raises(NothingChosen), acting_as(ecosystem.manager):
        commands.start_edit(actor=ecosystem.manager, edit_id=key, expected=0, now=now)


def test_what_somebody_changed_since_the_check_is_left_alone(ecosystem: Ecosystem, now: datetime) -> None:
    key = check(ecosystem.manager, "partners", "region", "NA", asked="", now=now)
    change_partner(
        actor=SYSTEM, partner_id=ecosystem.beta, name="Beta Networks AG", region="UKI", external_id="", now=now
    )
    done = run(ecosystem.manager, key, now=now)
    assert dict(done.outcomes) == {"changed": 1, "refused": 1}
    assert Partner.objects.get(id=ecosystem.beta).region_id == "UKI"
    assert "since the check" in next(row.problem for row in rows_of(ecosystem.manager, key) if row.problem)


def test_a_manager_who_leaves_hands_over(ecosystem: Ecosystem, now: datetime) -> None:
    following = make_person(now, "Nora Neu", *ecosystem.manager.roles)
    assign_manager(actor=SYSTEM, partner_id=ecosystem.beta, person_id=ecosystem.manager.person_id, now=now)  # type: ignore[arg-type]
    person = public_id("person", ecosystem.manager.person_id)  # type: ignore[arg-type]
    wanted = public_id("person", following.person_id)  # type: ignore[arg-type]
    key = check(ecosystem.admin, "partners", "manager", wanted, asked=f"manager={person}", now=now)
    run(ecosystem.admin, key, now=now)
    assert outcomes(ecosystem.admin, key) == {
        "Acme Systems GmbH": ("Mara Lind", "Nora Neu", "changed"),
        "Beta Networks AG": ("Mara Lind", "Nora Neu", "changed"),
    }
    release = check(ecosystem.admin, "partners", "manager-released", wanted, asked="", now=now)
    run(ecosystem.admin, release, now=now)
    assert outcomes(ecosystem.admin, release)["Acme Systems GmbH"] == ("Nora Neu", "", "changed")


@pytest.mark.parametrize(
    ("change", "value", "after"),
    [
        ("tier", "gold", "Gold"),
        ("role-granted", "msp", "Managed service provider, Reseller"),
        ("role-ended", "reseller", ""),
        ("capability-added", "Migration", "Migration"),
        ("vertical-added", "Health", "Health"),
    ],
)
def test_every_fact_of_partners_can_be_changed(
    ecosystem: Ecosystem, now: datetime, change: str, value: str, after: str
) -> None:
    key = check(ecosystem.manager, "partners", change, value, ids=[ecosystem.acme], now=now)
    assert run(ecosystem.manager, key, now=now).count(EditOutcome.CHANGED) == 1
    assert outcomes(ecosystem.manager, key)["Acme Systems GmbH"][1] == after


def test_a_tag_is_removed_where_it_is(ecosystem: Ecosystem, now: datetime) -> None:
    PartnerProfile.objects.filter(partner=ecosystem.acme).update(capabilities=["Audit", "Migration"])
    key = check(ecosystem.manager, "partners", "capability-removed", "Audit", asked="", now=now)
    done = run(ecosystem.manager, key, now=now)
    assert dict(done.outcomes) == {"changed": 1, "unchanged": 1}
    assert PartnerProfile.objects.get(partner=ecosystem.acme).capabilities == ["Migration"]


def test_opportunities_change_for_the_host_and_for_the_partner_who_works_them(
    ecosystem: Ecosystem, now: datetime
) -> None:
    mine = make_opportunity(now, "Mine", partner_id=ecosystem.acme)
    make_opportunity(now, "Theirs", partner_id=ecosystem.beta)
    for change, value, shown in (
        ("owner", public_id("person", ecosystem.seller_of_host.person_id), "Jonas Weber"),  # type: ignore[arg-type]
        ("region", "NA", "North America"),
        ("forecast", "commit", "Commit"),
    ):
        key = check(ecosystem.seller_of_host, "opportunities", change, value, asked="", now=now)
        run(ecosystem.seller_of_host, key, now=now)
        assert {after for _before, after, _outcome in outcomes(ecosystem.seller_of_host, key).values()} == {shown}
    seller = public_id("person", ecosystem.acme_seller.person_id)  # type: ignore[arg-type]
    key = check(ecosystem.acme_admin, "opportunities", "partner-owner", seller, asked="state=all", now=now)
    run(ecosystem.acme_admin, key, now=now)
    assert list(outcomes(ecosystem.acme_admin, key)) == ["Mine"]
    with acting_as(SYSTEM):
        owners = dict(Opportunity.objects.values_list("name", "partner_owner_id"))
    assert owners == {"Mine": ecosystem.acme_seller.person_id, "Theirs": None}
    assert mine


def test_a_foreign_record_is_refused_as_one_that_is_not_there(ecosystem: Ecosystem, now: datetime) -> None:
    theirs = make_opportunity(now, "Theirs", partner_id=ecosystem.beta)
    stage = Opportunity.objects.get(id=theirs).stage_id
    key = check(ecosystem.acme_seller, "opportunities", "stage", stage, ids=[theirs], now=now)
    [row] = rows_of(ecosystem.acme_seller, key)
    assert (row.outcome, row.name, row.before) == (EditOutcome.REFUSED, "", "")
    assert "nothing here" in row.problem


def test_an_organization_sees_its_own_bulk_edits_only(ecosystem: Ecosystem, now: datetime) -> None:
    mine = make_opportunity(now, "Mine", partner_id=ecosystem.acme)
    stage = Opportunity.objects.get(id=mine).stage_id
    theirs = check(ecosystem.acme_seller, "opportunities", "stage", stage, ids=[mine], now=now)
    hosts = check(ecosystem.manager, "partners", "tier", "gold", asked="", now=now)
    for actor, foreign in (
        (ecosystem.beta_seller, theirs),
        (ecosystem.beta_seller, hosts),
        (ecosystem.manager, theirs),
    ):
        with acting_as(actor), pytest.raises(NotFound):
            queries.get_edit(actor, foreign)
    with acting_as(ecosystem.beta_seller):  # row-level security alone
        assert not BulkEdit.objects.exists()
        assert not BulkEditRow.objects.exists()


def test_only_what_one_may_change_is_offered(ecosystem: Ecosystem, now: datetime) -> None:
    offered = {one.name: {c.key for c in one.changes} for one in queries.list_editable(ecosystem.acme_seller)}
    assert offered == {"opportunities": {"stage"}}
    with acting_as(ecosystem.acme_seller), pytest.raises(ListNotEditable):
        commands.prepare_edit(
            actor=ecosystem.acme_seller,
            list_name="partners",
            change="tier",
            value="gold",
            ids=[ecosystem.acme],
            now=now,
        )
    nobody = make_person(now, "Arda Architect", Role.ARCHITECT, partner_id=ecosystem.acme)
    with pytest.raises(NotAllowed):
        queries.list_editable(nobody)


def test_what_makes_no_sense_is_refused(ecosystem: Ecosystem, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    def prepare(change: str, value: str, asked: str = "status=active", **more: str) -> None:
        check(ecosystem.manager, "partners", change, value, asked=asked, now=now, **more)

    with pytest.raises(InvalidInput):
        prepare("tier", "diamond")
    with pytest.raises(InvalidInput):
        prepare("capability-added", "x" * 61)
    with pytest.raises(InvalidInput):
        prepare("region", "NA", reason="because")
    with pytest.raises(NothingChosen):
        prepare("region", "NA", asked="q=nobody+is+called+so")
    monkeypatch.setattr("steelyard.platform.bulk_edits.commands.MOST_RECORDS", 1)
    with pytest.raises(TooManyChosen):
        prepare("region", "NA")


def test_nobody_starts_what_they_did_not_look_at(ecosystem: Ecosystem, now: datetime) -> None:
    key = check(ecosystem.manager, "partners", "region", "NA", asked="", now=now)
    with acting_as(ecosystem.manager):
        with pytest.raises(CountDiffers):
            commands.start_edit(actor=ecosystem.manager, edit_id=key, expected=1, now=now)
        commands.cancel_edit(actor=ecosystem.manager, edit_id=key, now=now)
        with pytest.raises(EditNotInThisState):
            commands.start_edit(actor=ecosystem.manager, edit_id=key, expected=2, now=now)
    work_on(key, lambda: now)
    assert set(Partner.objects.values_list("region", flat=True)) == {"DACH"}


def test_each_record_is_judged_anew_at_its_turn(ecosystem: Ecosystem, now: datetime) -> None:
    closing = make_opportunity(now, "Closing", partner_id=ecosystem.acme)
    make_opportunity(now, "Open", partner_id=ecosystem.acme)
    key = check(ecosystem.seller_of_host, "opportunities", "region", "NA", asked="", now=now)
    close_lost(actor=SYSTEM, opportunity_id=closing, reason=LostReason.PRICE, detail="", now=now)
    done = run(ecosystem.seller_of_host, key, now=now)
    assert (done.state, dict(done.outcomes)) == (EditState.DONE, {"changed": 1, "refused": 1})


def test_the_queue_works_at_it_and_a_lost_job_is_told(ecosystem: Ecosystem, now: datetime) -> None:
    key = commands.prepare_edit(
        actor=ecosystem.manager, list_name="partners", change="region", value="NA", ids=[ecosystem.acme], now=now
    )
    run_jobs()
    assert line_of(ecosystem.manager, key).state is EditState.CHECKED
    commands.start_edit(actor=ecosystem.manager, edit_id=key, expected=1, now=now)
    with connection.cursor() as cursor:
        for status in ("doing", "failed"):
            cursor.execute(
                "update procrastinate_jobs set status = %s where status <> 'succeeded' and args ->> 'edit_id' = %s",
                [status, str(key)],
            )
    abandon_bulk_edits(timestamp=0)
    failed = line_of(ecosystem.manager, key)
    assert (failed.state, failed.failure) == (EditState.FAILED, ENDED_UNEXPECTEDLY)
    commands.resume_edit(actor=ecosystem.manager, edit_id=key)
    run_jobs()
    assert line_of(ecosystem.manager, key).state is EditState.DONE
    assert Partner.objects.get(id=ecosystem.acme).region_id == "NA"


def person_of(actor: Actor) -> str:
    return public_id("person", actor.person_id)  # type: ignore[arg-type]

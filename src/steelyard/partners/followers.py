"""What points at partners and follows a merge of them, and the rows of this context that do."""

from collections.abc import Sequence
from uuid import UUID

from steelyard.kernel.refusals import sentence
from steelyard.partners.models import Partner
from steelyard.partners.terms import PartnerStatus
from steelyard.platform import visibility
from steelyard.platform.merging.following import followers_of
from steelyard.platform.merging.rows import RowFollower, Rows
from steelyard.platform.merging.terms import Collision, Foreseen, Journal, Pair

followers = followers_of("partner")

_OTHER_PARENTS = sentence(
    "Above {first} and {second} are different partners, of whom one would see more than before: give both the same parent."
)
_PARENT_BELOW = sentence("{first} belongs under {second}: keep {second} instead.")


class _Hierarchy:
    """Who stands above and below. A merge shows nobody more than before, but to the people of the two what both held."""

    key = "partners.sight"

    def hold(self, ids: Sequence[UUID]) -> None:
        """Make everyone who moves partners under others wait."""
        Partner.lock_hierarchy()

    def foresee(self, pair: Pair) -> Foreseen:
        """Return that somebody above one of the two would come to see the other."""
        partners = Partner.objects.in_bulk(pair.ids)
        survivor, merged = partners[pair.survivor], partners[pair.merged]
        above, below = set(survivor.list_ancestor_ids()), set(merged.list_ancestor_ids())
        if merged.id in above:
            code, text = "parent_below", _PARENT_BELOW
        elif below - {survivor.id} != above:
            code, text = "other_parents", _OTHER_PARENTS
        else:
            return Foreseen()
        names = {"first": survivor.name, "second": merged.name}
        records = (survivor.public_id, merged.public_id)
        return Foreseen(collisions=(Collision(code=code, text=text, params=names, records=records),))

    def move(self, pair: Pair) -> Journal:
        """Let the survivor see what the merged one saw and what stays written under its name; return what it had not seen."""
        gained = sorted(set(visibility.list_seen(pair.merged)) - set(visibility.list_seen(pair.survivor)))
        visibility.show(viewers=[pair.survivor], partners=gained)
        return {"gained": [str(one) for one in gained]}

    def find_changed(self, pair: Pair, journal: Journal) -> str:
        """Return nothing: sight follows the hierarchy."""
        return ""

    def restore(self, pair: Pair, journal: Journal) -> None:
        """Take the sight away again."""
        visibility.hide(viewers=[pair.survivor], partners=[UUID(one) for one in journal["gained"]])


_LEAVING = sentence("{name} is being offboarded: complete that, or call it off.")


class _Leaving:
    """Offboardings under way: what is being settled for one partner is not settled for two."""

    key = "partners.leaving"

    def hold(self, ids: Sequence[UUID]) -> None:
        """Do nothing: a merge holds both partners, as whoever offboards one does."""

    def foresee(self, pair: Pair) -> Foreseen:
        """Return which of the two is leaving."""
        leaving = Partner.objects.filter(id__in=pair.ids, status=PartnerStatus.LEAVING).order_by("id")
        return Foreseen(
            collisions=tuple(
                Collision(code="is_leaving", text=_LEAVING, params={"name": one.name}, records=(one.public_id,))
                for one in leaving
            )
        )

    def move(self, pair: Pair) -> Journal:
        """Move nothing: how a record left before stays written under its name."""
        return {}

    def find_changed(self, pair: Pair, journal: Journal) -> str:
        """Return nothing: nothing was moved."""
        return ""

    def restore(self, pair: Pair, journal: Journal) -> None:
        """Do nothing: nothing was moved."""


_NOTHING_OPEN = "o.until is null and n.until is null"

followers.register(_Hierarchy())
followers.register(_Leaving())
followers.register(
    RowFollower(
        "partners",
        Rows(
            table="partners_partner",
            column="merged_into_id",
            changed=sentence("a partner that was merged before is one of its own again"),
        ),
        Rows(
            table="partners_partner",
            column="parent_id",
            text=sentence("Partners under it"),
            changed=sentence("a partner under it has another parent"),
        ),
        Rows(
            table="partners_partnerrole",
            unless=f"o.type_id = n.type_id and {_NOTHING_OPEN}",
            changed=sentence("a role that came with it was changed"),
            state="n.until",
        ),
        Rows(
            table="partners_tierassignment",
            unless="true",
            changed=sentence("the tier that came with it was changed"),
            state="n.until",
        ),
        Rows(
            table="partners_agreement",
            text=sentence("Agreements"),
            unless="o.kind = n.kind and o.version = n.version and o.signed_on = n.signed_on",
            changed=sentence("an agreement that came with it was changed"),
        ),
        Rows(
            table="partners_agreementstanding",
            unless="true",
            changed=sentence("where it stands with an agreement was changed"),
        ),
        Rows(
            table="partners_vettingcase",
            text=sentence("Answered questionnaires"),
            unless="o.questionnaire = n.questionnaire and o.step in ('draft', 'submitted', 'returned')"
            " and n.step in ('draft', 'submitted', 'returned')",
            changed=sentence("answers that came with it were changed"),
            state="n.step",
        ),
        Rows(
            table="partners_vettingstanding",
            unless="true",
            changed=sentence("where it stands with a questionnaire was changed"),
        ),
        Rows(
            table="partners_redflag",
            text=sentence("Red flags"),
            changed=sentence("a red flag that came with it was changed"),
        ),
        Rows(
            table="partners_requirementstanding",
            unless="true",
            changed=sentence("where it stands with a requirement was changed"),
        ),
        Rows(
            table="partners_requirementevidence",
            text=sentence("Documents for requirements"),
            changed=sentence("a document that came with it was changed"),
        ),
        Rows(
            table="partners_certification",
            text=sentence("Certifications"),
            unless="o.family_id = n.family_id and o.since_on = n.since_on",
            changed=sentence("a certification that came with it was changed"),
        ),
        Rows(
            table="partners_managerassignment",
            unless=f"o.person_id = n.person_id and {_NOTHING_OPEN}",
            changed=sentence("a manager that came with it was changed"),
            state="n.until",
        ),
        Rows(
            table="partners_prospect", changed=sentence("the prospect that it came from was changed"), state="n.stage"
        ),
        Rows(
            table="partners_goal",
            text=sentence("Goals"),
            unless="o.metric = n.metric and o.starts_on = n.starts_on",
            changed=sentence("a goal that came with it was changed"),
            state="(select count(*) from partners_goalrevision r where r.goal_id = n.id)",
        ),
        Rows(
            table="partners_journey",
            text=sentence("Journeys"),
            unless="o.persona = n.persona and o.ended_on is null and n.ended_on is null",
            changed=sentence("a journey that came with it went on"),
            state="n.done::text || coalesce(n.ended_on::text, '')",
        ),
        Rows(
            table="partners_journeytask",
            only="exists (select from partners_journey j where j.id = n.journey_id and j.partner_id <> n.partner_id)",
            changed=sentence("a task of a journey that came with it was closed"),
            state="n.closed_on",
        ),
        Rows(table="partners_automationrun", changed=sentence("a run that came with it ended"), state="n.state"),
        Rows(
            table="partners_partnertask",
            text=sentence("Tasks"),
            unless="o.title = n.title and o.doer = n.doer and o.closed_at is null and n.closed_at is null",
            changed=sentence("a task that came with it was closed"),
            state="n.closed_at",
        ),
        Rows(
            table="partners_benefitexception",
            unless="o.benefit_id = n.benefit_id",
            changed=sentence("a benefit that came with it was changed"),
            state="n.is_held",
        ),
    )
)

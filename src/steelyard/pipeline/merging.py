"""How opportunities, named accounts and the installed base follow a merge of companies, or of partners."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.db.models import F, Model
from django.utils.translation import gettext

from steelyard.companies.public import register_follower
from steelyard.kernel.ids import public_id
from steelyard.kernel.refusals import sentence
from steelyard.pipeline.models import AccountAssignment, InstalledProduct, Opportunity
from steelyard.platform.directory import SOMEONE, find_people
from steelyard.platform.merging.following import followers_of
from steelyard.platform.merging.rows import RowFollower, Rows
from steelyard.platform.merging.terms import Collision, Foreseen, Hanging, Journal, Pair

_TWO_OWNERS = sentence("Both are named accounts, of {first} and of {second}: release one of them.")
_INSTALLED_TWICE = sentence("{family} is recorded as installed at both: end one of the two records.")
_KINDS: Mapping[str, tuple[type[AccountAssignment | InstalledProduct], str]] = {
    "assignments": (AccountAssignment, sentence("the named account was changed")),
    "installed": (InstalledProduct, sentence("an installed product was changed")),
}
_CHANGED = sentence("the opportunity {name} was changed")


class _Accounts:
    """Whatever the host and its partners sell, have sold or own at a company."""

    key = "pipeline"

    def hold(self, companies: Sequence[UUID]) -> None:
        """Do nothing: whoever writes here waits for the company's own row."""

    def foresee(self, pair: Pair) -> Foreseen:
        """Return what hangs on both, two owners of one account, and one product installed twice."""
        return Foreseen(
            hanging=tuple(
                Hanging(text=text, survivor=_count(model, pair.survivor), merged=_count(model, pair.merged))
                for model, text in (
                    (Opportunity, sentence("Opportunities")),
                    (AccountAssignment, sentence("Named accounts, also past ones")),
                    (InstalledProduct, sentence("Installed products")),
                )
            ),
            collisions=(*_two_owners(pair), *_installed_twice(pair)),
        )

    def move(self, pair: Pair) -> Journal:
        """Move everything."""
        opportunities = list(Opportunity.objects.filter(company=pair.merged).values_list("id", flat=True))
        return {
            "opportunities": _move_opportunities(opportunities, pair.survivor),
            **{kind: _move(model, pair.merged, pair.survivor) for kind, (model, _) in _KINDS.items()},
        }

    def find_changed(self, pair: Pair, journal: Journal) -> str:
        """Return the first thing that was changed or moved since."""
        versions: Mapping[str, int] = journal["opportunities"]
        for one in Opportunity.objects.filter(id__in=versions):
            if one.company_id != pair.survivor or one.version != versions[str(one.id)]:
                return gettext(_CHANGED).format(name=one.name)
        for kind, (model, text) in _KINDS.items():
            kept = {str(one): end for one, end in _ends(model, journal[kind], pair.survivor)}
            if kept != journal[kind]:
                return gettext(text)
        return ""

    def restore(self, pair: Pair, journal: Journal) -> None:
        """Move everything that was moved back."""
        _move_opportunities(journal["opportunities"], pair.merged)
        for kind, (model, _) in _KINDS.items():
            model._default_manager.filter(id__in=journal[kind]).update(company=pair.merged)


def _move_opportunities(ids: Iterable[UUID | str], company_id: UUID) -> dict[str, int]:
    rows = Opportunity.objects.filter(id__in=list(ids))
    rows.update(company=company_id, version=F("version") + 1)
    return {str(one): version for one, version in rows.values_list("id", "version")}


def _move(model: type[AccountAssignment | InstalledProduct], merged: UUID, survivor: UUID) -> dict[str, str | None]:
    moved = list(model._default_manager.filter(company=merged).values_list("id", flat=True))
    model._default_manager.filter(id__in=moved).update(company=survivor)
    return {str(one): end for one, end in _ends(model, moved, survivor)}


def _ends(
    model: type[AccountAssignment | InstalledProduct], ids: Iterable[UUID | str], company_id: UUID
) -> list[tuple[UUID, str | None]]:
    """Return when each ends: what has ended since is not as it was."""
    end = "until" if model is AccountAssignment else "ended_on"
    rows = model._default_manager.filter(id__in=list(ids), company=company_id).values_list("id", end)
    return [(one, None if ended is None else ended.isoformat()) for one, ended in rows]


def _count(model: type[Model], company_id: UUID) -> int:
    return model._default_manager.filter(company=company_id).count()


def _two_owners(pair: Pair) -> list[Collision]:
    held = AccountAssignment.objects.filter(company__in=pair.ids, until=None)
    owners = dict(held.values_list("company_id", "person_id"))
    if len(owners) < 2:
        return []
    people = find_people(set(owners.values()))
    first, second = (people.get(owners[one], SOMEONE).name for one in pair.ids)
    records = tuple(public_id("company", one) for one in pair.ids)
    return [Collision(code="two_owners", text=_TWO_OWNERS, params={"first": first, "second": second}, records=records)]


def _installed_twice(pair: Pair) -> list[Collision]:
    live = InstalledProduct.objects.filter(company__in=pair.ids, ended_on=None)
    families = live.order_by("family_id").values_list("family_id", "family__name", "company_id", "id")
    at: dict[str, tuple[str, list[str]]] = {}
    for key, name, _, row in families:
        at.setdefault(key, (name, []))[1].append(public_id(InstalledProduct.PREFIX, row))
    return [
        Collision(code="installed_twice", text=_INSTALLED_TWICE, params={"family": name}, records=tuple(rows))
        for name, rows in at.values()
        if len(rows) > 1
    ]


register_follower(_Accounts())
followers_of("partner").register(
    RowFollower(
        "pipeline",
        Rows(
            table="pipeline_opportunity",
            text=sentence("Opportunities"),
            changed=sentence("an opportunity that came with it was changed"),
            counts="version",
            state="n.version",
        ),
        Rows(
            table="pipeline_installedproduct",
            text=sentence("Installed products"),
            changed=_KINDS["installed"][1],
            state="n.ended_on",
        ),
    )
)

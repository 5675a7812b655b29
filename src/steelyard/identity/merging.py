"""How people, invitations and identity providers follow a merge of partners; keys and sessions come along with memberships."""

from collections import defaultdict
from uuid import UUID

from steelyard.identity.models import AccessPolicy, Membership
from steelyard.kernel.refusals import sentence
from steelyard.platform.merging.following import followers_of
from steelyard.platform.merging.rows import RowFollower, Rows
from steelyard.platform.merging.terms import Collision, Foreseen, Pair

_IN_BOTH = sentence("{person} belongs to both: end one of the two memberships.")
_ASKS_MORE = sentence(
    "One of the two asks its people for a second factor: from now on, what the remaining one asks holds."
)

_PROVIDER_REMOVED = sentence("an identity provider that came with it was removed, or something of its directory")

_REQUEST_REMOVED = sentence("a request about a person's data that came with it was removed")


class _People(RowFollower):
    """Memberships and what leads to them. Nobody holds two memberships in one organization."""

    def foresee(self, pair: Pair) -> Foreseen:
        """Return how many people there are, and who belongs to both."""
        return Foreseen(hanging=super().foresee(pair).hanging, collisions=(*_in_both(pair), *_asks_more(pair)))


def _in_both(pair: Pair) -> list[Collision]:
    organizations: dict[UUID, set[UUID | None]] = defaultdict(set)
    names: dict[UUID, str] = {}
    live = Membership.objects.filter(partner_id__in=pair.ids, until=None).select_related("person").order_by("id")
    for membership in live:
        organizations[membership.person_id].add(membership.partner_id)
        names[membership.person_id] = membership.person.name
    return [
        Collision(code="person_in_both", text=_IN_BOTH, params={"person": names[person_id]})
        for person_id, found in organizations.items()
        if len(found) > 1
    ]


def _asks_more(pair: Pair) -> list[Collision]:
    asked = dict(AccessPolicy.objects.filter(partner_id__in=pair.ids).values_list("partner_id", "second_factor_roles"))
    if set(asked.get(pair.merged, [])) <= set(asked.get(pair.survivor, [])):
        return []
    return [Collision(code="second_factor_differs", text=_ASKS_MORE, blocks=False)]


followers_of("partner").register(
    _People(
        "identity",
        Rows(
            table="identity_membership",
            text=sentence("People, also past ones"),
            changed=sentence("a person that came with it is no longer there"),
        ),
        Rows(
            table="identity_invitation",
            unless="o.email = n.email and o.accepted_at is null and o.revoked_at is null"
            " and n.accepted_at is null and n.revoked_at is null",
            changed=sentence("an invitation that came with it was removed"),
        ),
        Rows(
            table="identity_connection",
            text=sentence("Identity providers"),
            changed=_PROVIDER_REMOVED,
        ),
        Rows(table="identity_directoryaccount", changed=_PROVIDER_REMOVED),
        Rows(table="identity_directorygroup", changed=_PROVIDER_REMOVED),
        Rows(table="identity_dataexport", changed=_REQUEST_REMOVED),
        Rows(table="identity_erasure", changed=_REQUEST_REMOVED),
    )
)

"""What partners adds to the shell: the list for the host, the own organization for partners, names, the palette."""

from collections.abc import Sequence, Set
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from steelyard.kernel.actors import Actor, Role
from steelyard.partners import permissions, queries
from steelyard.partners.models import Partner, PartnerProfile
from steelyard.partners.terms import STATUS_NAMES, STATUS_TONES
from steelyard.platform import directory
from steelyard.platform.clock import utc_now
from steelyard.ui.portal import MOST_NAMES, ChecklistStep, NavEntry, PaletteAction, PaletteHit, PaletteSource, portal
from steelyard.ui.records import register_record_names, register_record_page


def find_names(ids: Set[UUID]) -> dict[UUID, str]:
    """Return the names of those partners that the current asker may see."""
    return dict(Partner.objects.filter(id__in=ids).values_list("id", "name"))


def search_partners(actor: Actor, text: str, limit: int) -> Sequence[PaletteHit]:
    """Return the partners whose names fit, among those the actor may see."""
    return [
        PaletteHit(
            label=card.name,
            url=reverse("partners:record", args=[card.public_id]),
            detail=card.region,
            icon="building-store",
            state=_(STATUS_NAMES[card.status]),
            tone=STATUS_TONES[card.status],
        )
        for card in queries.suggest_partners(actor, text, limit=limit, at=utc_now())
    ]


def _is_partner_admin(actor: Actor) -> bool:
    return actor.is_partner and actor.has_role(Role.PARTNER_ADMIN)


def _has_described_itself(actor: Actor) -> bool:
    return PartnerProfile.objects.filter(partner=actor.partner_id).exclude(description="").exists()


directory.register_organizations(find_names)
register_record_names(Partner.PREFIX, find_names)
register_record_page(Partner.PREFIX, "partners:record")
portal.add(
    NavEntry(
        key="partners",
        label=gettext_lazy("Partners"),
        icon="building-store",
        url_name="partners:list",
        order=40,
        visible=permissions.can_list_partners,
        go_key="t",
    ),
    NavEntry(
        key="organization",
        label=gettext_lazy("Our organization"),
        icon="building-store",
        url_name="partners:own",
        order=70,
        visible=lambda actor: actor.is_partner,
        go_key="t",
    ),
    PaletteSource(
        key="partners",
        label=gettext_lazy("Partners"),
        icon="building-store",
        search=search_partners,
        names=lambda actor, _text: queries.list_names(actor, limit=MOST_NAMES),
        order=40,
    ),
    PaletteAction(
        key="enroll",
        label=gettext_lazy("Enroll a partner"),
        icon="user-plus",
        url_name="partners:enroll",
        order=60,
        visible=permissions.can_manage_partners,
        words=gettext_lazy("new partner onboard recruit"),
    ),
    PaletteAction(
        key="tiers",
        label=gettext_lazy("Define tiers"),
        icon="medal",
        url_name="partners:tiers",
        order=85,
        visible=permissions.can_list_partners,
    ),
    PaletteAction(
        key="partner-types",
        label=gettext_lazy("Define types of partner"),
        icon="tags",
        url_name="partners:types",
        order=86,
        visible=permissions.can_list_partners,
    ),
    ChecklistStep(
        key="profile",
        label=gettext_lazy("Say what your organization does"),
        url_name="partners:own-profile",
        order=20,
        done=_has_described_itself,
        visible=_is_partner_admin,
    ),
)

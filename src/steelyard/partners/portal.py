"""What partners adds to the shell: the list for the host, the own organization for partners, names, the palette."""

from collections.abc import Sequence, Set
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from steelyard.kernel.actors import Actor, Role
from steelyard.partners import permissions, queries
from steelyard.partners.agreements.queries import count_asked
from steelyard.partners.longtail.queries import find_names as find_rise_names
from steelyard.partners.models import (
    Agreement,
    AgreementVersion,
    AutomationRun,
    Goal,
    Offboarding,
    Partner,
    PartnerProfile,
    PortfolioAudit,
    Prospect,
    Rise,
    VettingCase,
)
from steelyard.partners.onboarding.queries import has_journey
from steelyard.partners.panels import (
    load_asked,
    load_data_tasks,
    load_decision,
    load_goals,
    load_journeys,
    load_life,
    load_next_tasks,
    load_own_goals,
    load_own_requirements,
    load_own_standing,
    load_own_vetting,
    load_partner_tasks,
    load_quality,
    load_requirements,
    load_standing,
    load_vetting,
    load_waiting_vetting,
)
from steelyard.partners.portfolio.queries import find_names as find_audit_names
from steelyard.partners.recruiting.queries import find_names as find_prospect_names
from steelyard.partners.requirements.queries import count_missed
from steelyard.partners.terms import STATUS_NAMES, STATUS_TONES
from steelyard.partners.vetting.queries import count_asked as count_asked_vetting
from steelyard.partners.vetting.queries import count_waiting
from steelyard.platform import directory
from steelyard.platform.clock import utc_now
from steelyard.ui.portal import (
    MOST_NAMES,
    ChecklistStep,
    HomePanel,
    NavEntry,
    PaletteAction,
    PaletteHit,
    PaletteSource,
    RecordPanel,
    Section,
    portal,
)
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


def _has_journey(actor: Actor) -> bool:
    return actor.is_partner and has_journey(actor)


directory.register_organizations(find_names)
register_record_names(Partner.PREFIX, find_names)
register_record_page(Partner.PREFIX, "partners:record")
register_record_names(Prospect.PREFIX, find_prospect_names)
register_record_page(Prospect.PREFIX, "partners:prospect")
register_record_page(Offboarding.PREFIX, "partners:offboarding")
register_record_page(Goal.PREFIX, "partners:goal")
register_record_page(AutomationRun.PREFIX, "partners:automation-run")
register_record_names(PortfolioAudit.PREFIX, find_audit_names)
register_record_page(PortfolioAudit.PREFIX, "partners:audit")
register_record_names(Rise.PREFIX, find_rise_names)
register_record_page(Rise.PREFIX, "partners:rise")
register_record_page(Agreement.PREFIX, "partners:agreement")
register_record_page(AgreementVersion.PREFIX, "partners:agreement-version")
register_record_page(VettingCase.PREFIX, "partners:vetting-case")
portal.add(
    NavEntry(
        key="vetting",
        label=gettext_lazy("Vetting"),
        icon="shield-check",
        url_name="partners:vetting",
        section=Section.PARTNERS,
        order=70,
        badge=count_waiting,
        counted=(Partner.PREFIX,),
        visible=permissions.can_read_vetting,
    ),
    NavEntry(
        key="requirements",
        label=gettext_lazy("Requirements"),
        icon="list-check",
        url_name="partners:requirements",
        section=Section.PARTNERS,
        order=80,
        visible=permissions.can_list_partners,
    ),
    NavEntry(
        key="own-vetting",
        label=gettext_lazy("Our vetting"),
        icon="shield-check",
        url_name="partners:own-vetting",
        section=Section.OWN,
        order=40,
        badge=count_asked_vetting,
        counted=(Partner.PREFIX,),
        visible=permissions.can_answer_vetting,
    ),
    NavEntry(
        key="own-requirements",
        label=gettext_lazy("Our requirements"),
        icon="list-check",
        url_name="partners:own-requirements",
        section=Section.OWN,
        order=50,
        badge=count_missed,
        counted=(Partner.PREFIX,),
        visible=lambda actor: actor.is_partner,
    ),
    RecordPanel(
        key="vetting",
        record=Partner.PREFIX,
        order=6,
        template="partners/vetting/record.html",
        load=load_vetting,
        column="side",
    ),
    RecordPanel(
        key="requirements",
        record=Partner.PREFIX,
        order=6,
        template="partners/requirements/panel.html",
        load=load_requirements,
        column="side",
    ),
    HomePanel(
        key="vetting",
        order=9,
        template="partners/vetting/panel.html",
        load=load_own_vetting,
        visible=permissions.can_answer_vetting,
    ),
    HomePanel(
        key="vetting-waiting",
        order=9,
        template="partners/vetting/waiting.html",
        load=load_waiting_vetting,
        visible=permissions.can_decide_vetting,
    ),
    HomePanel(
        key="requirements",
        order=11,
        template="partners/requirements/panel.html",
        load=load_own_requirements,
        visible=lambda actor: actor.is_partner,
    ),
    NavEntry(
        key="partners",
        label=gettext_lazy("Partners"),
        icon="building-store",
        url_name="partners:list",
        section=Section.PARTNERS,
        order=10,
        visible=permissions.can_list_partners,
        go_key="t",
    ),
    NavEntry(
        key="data-quality",
        label=gettext_lazy("Data quality"),
        icon="checks",
        url_name="partners:scores",
        section=Section.PARTNERS,
        order=130,
        visible=permissions.can_list_partners,
    ),
    NavEntry(
        key="standings",
        label=gettext_lazy("Standings"),
        icon="award",
        url_name="partners:standings",
        section=Section.PARTNERS,
        order=50,
        visible=permissions.can_list_partners,
    ),
    NavEntry(
        key="prospects",
        label=gettext_lazy("Prospects"),
        icon="user-search",
        url_name="partners:prospects",
        section=Section.PARTNERS,
        order=20,
        visible=permissions.can_recruit,
    ),
    NavEntry(
        key="agreements",
        label=gettext_lazy("Agreements"),
        icon="file-text",
        url_name="partners:agreements",
        section=Section.PARTNERS,
        order=60,
        visible=permissions.can_list_partners,
    ),
    NavEntry(
        key="own-agreements",
        label=gettext_lazy("Our agreements"),
        icon="file-text",
        url_name="partners:own-agreements",
        section=Section.OWN,
        order=30,
        badge=count_asked,
        counted=(Partner.PREFIX,),
        visible=lambda actor: actor.is_partner,
    ),
    NavEntry(
        key="lives",
        label=gettext_lazy("Lifecycle"),
        icon="timeline",
        url_name="partners:lives",
        section=Section.PARTNERS,
        order=40,
        visible=permissions.can_list_partners,
    ),
    NavEntry(
        key="journeys",
        label=gettext_lazy("Journeys"),
        icon="route",
        url_name="partners:journeys",
        section=Section.PARTNERS,
        order=30,
        visible=permissions.can_list_partners,
    ),
    NavEntry(
        key="automation",
        label=gettext_lazy("Automation"),
        icon="robot",
        url_name="partners:automations",
        section=Section.PARTNERS,
        order=120,
        visible=permissions.can_list_partners,
    ),
    NavEntry(
        key="inactive",
        label=gettext_lazy("Inactive partners"),
        icon="zzz",
        url_name="partners:inactive",
        section=Section.PARTNERS,
        order=110,
        visible=permissions.can_list_partners,
    ),
    NavEntry(
        key="audits",
        label=gettext_lazy("Partnership audits"),
        icon="clipboard-list",
        url_name="partners:audits",
        section=Section.PARTNERS,
        order=90,
        visible=permissions.can_list_partners,
    ),
    NavEntry(
        key="long-tail",
        label=gettext_lazy("Long tail"),
        icon="stack-2",
        url_name="partners:long-tail",
        section=Section.PARTNERS,
        order=100,
        visible=permissions.can_list_partners,
    ),
    NavEntry(
        key="tasks",
        label=gettext_lazy("Tasks"),
        icon="checkbox",
        url_name="partners:tasks",
        section=Section.START,
        order=20,
        visible=lambda actor: actor.is_partner or permissions.can_list_partners(actor),
    ),
    NavEntry(
        key="journey",
        label=gettext_lazy("Getting started"),
        icon="route",
        url_name="partners:own-journey",
        section=Section.OWN,
        order=10,
        visible=_has_journey,
    ),
    NavEntry(
        key="roadmap",
        label=gettext_lazy("Our roadmap"),
        icon="award",
        url_name="partners:own-roadmap",
        section=Section.OWN,
        order=20,
        visible=lambda actor: actor.is_partner,
    ),
    NavEntry(
        key="organization",
        label=gettext_lazy("Our organization"),
        icon="building-store",
        url_name="partners:own",
        section=Section.OWN,
        order=60,
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
        key="benefits",
        label=gettext_lazy("Benefits"),
        icon="gift",
        url_name="partners:benefits",
        order=84,
        words=gettext_lazy("perks catalog cost of tiers"),
    ),
    PaletteAction(
        key="offboardings",
        label=gettext_lazy("Offboardings"),
        icon="door-exit",
        url_name="partners:offboardings",
        order=83,
        visible=permissions.can_list_partners,
        words=gettext_lazy("leave end terminate decommission checklist"),
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
    RecordPanel(
        key="data-quality",
        record=Partner.PREFIX,
        order=5,
        template="partners/quality/panel.html",
        load=load_quality,
        column="side",
    ),
    RecordPanel(
        key="life",
        record=Partner.PREFIX,
        order=3,
        template="partners/lifecycle/panel.html",
        load=load_life,
        column="side",
    ),
    RecordPanel(
        key="audit",
        record=Partner.PREFIX,
        order=4,
        template="partners/portfolio/panel.html",
        load=load_decision,
        column="side",
    ),
    RecordPanel(
        key="standing",
        record=Partner.PREFIX,
        order=4,
        template="partners/tiers/panel.html",
        load=load_standing,
        column="side",
    ),
    RecordPanel(
        key="goals",
        record=Partner.PREFIX,
        order=5,
        template="partners/goals/panel.html",
        load=load_goals,
        column="side",
    ),
    HomePanel(
        key="goals",
        order=26,
        template="partners/goals/panel.html",
        load=load_own_goals,
        visible=lambda actor: actor.is_partner,
    ),
    PaletteAction(
        key="goals",
        label=gettext_lazy("Goals"),
        icon="target",
        url_name="partners:goals",
        order=70,
        words=gettext_lazy("targets pace year kpi"),
    ),
    RecordPanel(
        key="journeys",
        record=Partner.PREFIX,
        order=3,
        template="partners/onboarding/panel.html",
        load=load_journeys,
        column="side",
    ),
    HomePanel(
        key="partner-tasks",
        order=12,
        template="partners/home/partner_tasks.html",
        load=load_partner_tasks,
        visible=lambda actor: actor.is_partner or permissions.can_manage_partners(actor),
    ),
    HomePanel(
        key="agreements",
        order=8,
        template="partners/agreements/panel.html",
        load=load_asked,
        visible=permissions.can_accept_agreements,
    ),
    HomePanel(
        key="next-tasks",
        order=10,
        template="partners/home/next_tasks.html",
        load=load_next_tasks,
        visible=lambda actor: actor.is_partner,
    ),
    HomePanel(
        key="standing",
        order=25,
        template="partners/tiers/panel.html",
        load=load_own_standing,
        visible=lambda actor: actor.is_partner,
    ),
    HomePanel(
        key="data-tasks",
        order=30,
        template="partners/home/data_tasks.html",
        load=load_data_tasks,
        visible=_is_partner_admin,
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

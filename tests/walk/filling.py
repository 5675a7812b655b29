"""What to put into the slots of addresses, into queries, bodies and forms, so that a request gets as far as the ids."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.walk.surface import Endpoint, find_schema

ID_SLOTS = {
    "agreement_id": "agreement",
    "agreement_version_id": "agreementversion",
    "asset_id": "asset",
    "audience_id": "audience",
    "attempt_id": "attempt",
    "certificate_id": "certificate",
    "client_id": "client",
    "company_id": "company",
    "attendee_id": "attendee",
    "connection_id": "connection",
    "content_id": "asset",
    "contribution_id": "contribution",
    "course_id": "course",
    "decision_id": "decision",
    "delivery_id": "delivery",
    "offboarding_id": "offboarding",
    "dispute_id": "dispute",
    "draft_id": "dealreg",
    "edit_id": "bulkedit",
    "enrollment_id": "enrollment",
    "erasure_id": "erasure",
    "evidence_id": "evidence",
    "export_id": "dataexport",
    "feedback_id": "feedback",
    "file_id": "file",
    "goal_id": "goal",
    "import_id": "import",
    "installed_id": "installed",
    "invitation_id": "invitation",
    "item_id": "reviewitem",
    "journey_id": "journey",
    "kit_id": "kit",
    "key_id": "apikey",
    "launch_id": "launch",
    "live_session_id": "livesession",
    "member_id": "member",
    "membership_id": "member",
    "merge_id": "merge",
    "opportunity_id": "opp",
    "other_id": "company",
    "other_partner_id": "partner",
    "partner_id": "partner",
    "partner_merge_id": "partnermerge",
    "partner_task_id": "partnertask",
    "path_id": "learningpath",
    "person_id": "person",
    "phase_id": "phase",
    "portfolio_audit_id": "portfolioaudit",
    "prospect_id": "prospect",
    "registration_id": "dealreg",
    "review_id": "review",
    "roadmap_item_id": "roadmapitem",
    "rise_id": "rise",
    "rollout_id": "rollout",
    "search_id": "unanswered",
    "run_id": "autorun",
    "segment_id": "segment",
    "session_id": "session",
    "simulation_id": "simulation",
    "task_id": "journeytask",
    "version_id": "rules",
    "red_flag_id": "redflag",
    "requirement_evidence_id": "requirementevidence",
    "vetting_case_id": "vettingcase",
    "view_id": "view",
    "webhook_id": "webhook",
    "work_id": "work",
}
"""Slots of addresses that hold an outside id, and its prefix."""

WORD_SLOTS = {
    "badge_key_id": "badgekey_00000000000000000000000000",
    "change": "stage",
    "code": "not_found",
    "confirmed": "contacts",
    "event_type": "deals.registration.approved",
    "feed_token": "no-such-token",
    "file_format": "csv",
    "metric_name": "approval_rate",
    "name": "deal-registrations",
    "board": "health",
    "board_name": "health",
    "course_step": "publication",
    "kind": "companies",
    "launch_token": "no~such~token",
    "lesson": "reading",
    "list_name": "opportunities",
    "member": "index.html",
    "module": "first",
    "name_id": "00000000-0000-7000-8000-000000000000",
    "move": "pause",
    "number": "3",
    "part": "0",
    "protocol": "oidc",
    "question": "weigh",
    "questionnaire": "bribery",
    "vetting_question": "code",
    "region_key": "DACH",
    "resource": "statements",
    "retention_kind": "drafts",
    "step": "cancellation",
    "step_key": "partners.children",
    "token": "no-such-token",
    "token_id": "scimtoken_00000000000000000000000000",
    "type_key": "reseller",
    "unit": "unit-1",
    "what": "status",
}
"""Slots that hold something else, with a value that fits."""

KEYS = {
    "learning-paths": "starting",
    "achievements": "weigher",
    "content-libraries": "sales",
    "libraries": "sales",
    "certifications": "weigher",
    "competencies": "masters",
    "opportunity-stages": "propose",
    "stages": "propose",
    "benefits": "portal_support",
    "tiers": "gold",
    "types": "reseller",
    "regions": "DACH",
    "product-families": "cloud",
    "rules": "deal_registration",
    "rulebooks": "deal_registration",
}
"""What the slot `key` means, by the part of the address before it."""

ID_QUERIES = {
    "after": "portfolioaudit",
    "audience": "audience",
    "audit": "portfolioaudit",
    "before": "portfolioaudit",
    "deal": "dealreg",
    "version": "assetversion",
    "about": "dealreg",
    "against": "rules",
    "company": "company",
    "course": "course",
    "manager": "person",
    "owner": "person",
    "other": "company",
    "parent": "partner",
    "partner": "partner",
    "rollout": "rollout",
    "session": "livesession",
    "subject": "dealreg",
    "under": "rules",
}
"""Query parameters that hold an outside id."""

ID_FIELDS = {
    "asset_id": "asset",
    "asset_ids": "asset",
    "asset_version_id": "assetversion",
    "course_id": "course",
    "audience_id": "audience",
    "author_ids": "person",
    "company": "company",
    "company_id": "company",
    "draft": "dealreg",
    "draft_id": "dealreg",
    "evidence_id": "file",
    "file": "file",
    "heir": "partner",
    "id": "company",
    "ids": "notice",
    "manager_ids": "person",
    "other": "company",
    "owner": "person",
    "owner_id": "person",
    "parent": "partner",
    "parent_id": "partner",
    "partner": "partner",
    "partner_id": "partner",
    "person": "person",
    "person_id": "person",
    "person_ids": "person",
    "segment_id": "segment",
    "text_id": "agreementtext",
    "version_ids": "rules",
}
"""Fields of bodies that hold an outside id, or a list of them."""

_ID_FIELDS_OF = {
    ("/api/v1/bulk-edits", "ids"): "opp",
    ("/api/v1/companies", "parent_id"): "company",
    ("/api/v1/bulk/companies", "parent_id"): "company",
    ("/api/v1/companies/{company_id}", "parent_id"): "company",
    ("/api/v1/regions/{key}", "parent"): "",
}
"""Where a field means something else than usual."""

_WORDS = {
    "answers": {},
    "questionnaire": "esg",
    "requirement": "insurance",
    "valid_until": "2099-01-01",
    "digest": "0" * 64,
    "language": "en",
    "review_by": "2027-02-28",
    "amount": "1000.00",
    "metric": "partners.people",
    "starts_on": "2027-01-01",
    "countries": ["DE"],
    "country": "DE",
    "currency": "EUR",
    "domains": ["walk.example"],
    "email": "somebody.else@example.com",
    "families": ["cloud"],
    "family": "cloud",
    "key": "walked",
    "link": "https://files.example.com/walk",
    "name": "Walk of Steel",
    "reason": "Because of the walk",
    "region": "DACH",
    "second_factor_roles": [],
    "settings": {},
    "stage": "propose",
    "starts": "2027-03-01T10:00:00",
    "ends": "2027-03-01T11:00:00",
    "zone": "Europe/Berlin",
    "tier": "gold",
    "type": "reseller",
    "types": ["reseller"],
    "typed": {},
    "until": "2027-02-28",
    "url": "https://hooks.example.com/walk",
}
_FORMATS = {
    "date": "2027-01-31",
    "date-time": "2026-06-01T09:00:00Z",
    "uuid": WORD_SLOTS["name_id"],
    "email": "a@b.example",
}

FORM = {
    "answer": "Because",
    "body": "A comment",
    "close_on": "2030-01-31",
    "currency": "EUR",
    "domain": "walk.example",
    "email": "somebody.else@example.com",
    "family": "cloud",
    "from_sequence": "0",
    "kind": "meeting",
    "name": "Walk of Steel",
    "note": "A note",
    "overlap": "24",
    "occurred_at": "2026-06-01T09:00",
    "question": "Who signs?",
    "questionnaire": "esg",
    "reason": "lost_to_competitor",
    "evidence_note": "A note",
    "scheme": "lei",
    "roles": ["seller"],
    "status": "active",
    "stage": "propose",
    "summary": "A meeting",
    "to": "propose",
    "url": "https://hooks.example.com/walk",
    "value": "1000",
}
"""One form for all pages: each takes what it knows, so that none stops at an empty field before it looks at the id."""

_FORMS_OF = {
    "/approvals/<str:registration_id>/decision/": {"whole": "approved", "reason": "Fine"},
    "/views": {"list": "deals.registrations"},
    "/companies/<str:company_id>/identifiers/": {"value": "5299000J2N45DDNE4Y28"},
    "/companies/<str:company_id>/identifiers/removal/": {"value": "5299000J2N45DDNE4Y28"},
    "/companies/<str:company_id>/names/": {"kind": "trading", "text": "Walk of Steel"},
    "/content/kits/<str:kit_id>/parts/": {"asset": "Anker guide"},
    "/partners/prospects/<str:prospect_id>/stage/": {"to": "contacted"},
    "/partners/prospects/<str:prospect_id>/outreach/end/": {"ending": "stopped"},
    "/partners/vetting/<str:vetting_case_id>/decision/": {"outcome": "return", "reason": "Say more"},
    "/partners/<str:partner_id>/red-flags/new/": {"kind": "gift", "text": "A watch"},
    "/organization/vetting/<str:questionnaire>/": {"gifts": "no"},
    "/partners/audits/new/": {"as_of": "2026-05-01", "type": ""},
    "/partners/audits/<str:portfolio_audit_id>/partners/<str:partner_id>/": {"accepts": "yes"},
    "/deals/<str:registration_id>/extension/decision/": {"granted": "yes"},
    "/bulk-edits/new/<str:list_name>/<str:change>/": {"is_chosen": "1", "scope": "matching", "value": "propose"},
}
"""What single pages want otherwise."""


def make_form(endpoint: Endpoint) -> dict[str, Any]:
    """Return what is sent to a page."""
    return {**FORM, **_FORMS_OF.get(endpoint.route, {})}


Chooser = Callable[[str], str]
"""Which outside id to use for a prefix."""


class CannotFill(LookupError):
    """An endpoint has a slot that the tables above do not know: say there what belongs into it."""


def fill_address(endpoint: Endpoint, choose: Chooser) -> str:
    """Return the endpoint's address with an id of the right kind in each slot, and in queries that it insists on.

    Raises: CannotFill.
    """
    values = {}
    for slot in endpoint.slots:
        if slot in ID_SLOTS:
            values[slot] = choose(ID_SLOTS[slot])
        elif slot in WORD_SLOTS:
            values[slot] = WORD_SLOTS[slot]
        elif slot == "key" and (area := _area_before(endpoint, "key")) in KEYS:
            values[slot] = KEYS[area]
        else:
            raise CannotFill(f"{slot} of {endpoint.key}")
    asked = {name: choose(ID_QUERIES[name]) for name in endpoint.asked if name in ID_QUERIES}
    return endpoint.address(values) + (f"?{urlencode(asked)}" if asked else "")


def _area_before(endpoint: Endpoint, slot: str) -> str:
    parts = endpoint.route.strip("/").split("/")
    place = next(n for n, part in enumerate(parts) if slot in part)
    return parts[place - 1]


def make_body(endpoint: Endpoint, choose: Chooser | None = None) -> Any:
    """Return the smallest body that the endpoint's schema accepts; with a chooser also every field that holds an id."""
    return None if endpoint.body is None else _example(endpoint.body, "", choose, endpoint.route)


def id_fields(endpoint: Endpoint) -> list[str]:
    """Return the prefixes that the endpoint's body has ids of."""
    prefixes: list[str] = []

    def choose(prefix: str) -> str:
        prefixes.append(prefix)
        return prefix

    make_body(endpoint, choose)
    return prefixes


def _example(schema: Any, name: str, choose: Chooser | None, route: str) -> Any:
    while reference := schema.get("$ref") or schema.get("allOf") or schema.get("anyOf"):
        schema = find_schema(reference) if isinstance(reference, str) else reference[0]
    prefix = _ID_FIELDS_OF.get((route, name), ID_FIELDS.get(name))
    if prefix and choose and schema.get("type") in ("string", "array") and schema.get("format") != "binary":
        return choose(prefix) if schema["type"] == "string" else [choose(prefix)]
    if schema.get("enum"):
        return schema["enum"][0]
    if schema.get("type") == "object" and "properties" in schema:
        named = set(ID_FIELDS) & schema["properties"].keys() if choose else set()
        wanted = sorted(named | {"note"} & schema["properties"].keys() | set(schema.get("required", ())))
        return {field: _example(schema["properties"][field], field, choose, route) for field in wanted}
    return _WORDS[name] if name in _WORDS else _plain_example(schema, name, choose, route)


def _plain_example(schema: Any, name: str, choose: Chooser | None, route: str) -> Any:
    if schema.get("format") == "binary":
        return SimpleUploadedFile("walk.txt", b"Walked.")
    if schema.get("format") in _FORMATS:
        return _FORMATS[schema["format"]]
    if schema.get("type") == "array":
        return [_example(schema["items"], name, choose, route)]
    by_type = {"integer": schema.get("minimum", 1), "number": schema.get("minimum", 1), "boolean": False, "object": {}}
    return by_type.get(schema.get("type"), (schema.get("examples") or ["Said on the walk"])[0])

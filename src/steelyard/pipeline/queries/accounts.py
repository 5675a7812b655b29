"""Reading what is known about accounts: facts for rules across partners, named accounts, installed products."""

import json
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection
from pydantic import TypeAdapter

from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed
from steelyard.pipeline.models import AccountAssignment, InstalledProduct
from steelyard.pipeline.terms import AccountFacts, AccountOpportunity, CustomerProduct, NamedAccount


@cache
def _adapter(kind: type) -> TypeAdapter[Any]:
    return TypeAdapter(tuple[kind, ...])  # type: ignore[valid-type]


def get_account_facts(company_ids: Iterable[UUID], *, since: datetime, at: datetime) -> AccountFacts:
    """Return what rules may know about the accounts, whoever is asking: never show it to a partner.

    Opportunities count if something happened on them at or after `since`; what was logged, products and
    named accounts are those of `at`.
    """
    ids = list(company_ids)
    if not ids:
        return AccountFacts()
    with connection.cursor() as cursor:
        cursor.execute("select pipeline_account_facts(%s::uuid[], %s, %s)", (ids, since, at))
        answer = cursor.fetchone()[0]
    facts = json.loads(answer) if isinstance(answer, str) else answer
    opportunities: tuple[AccountOpportunity, ...] = _adapter(AccountOpportunity).validate_python(facts["opportunities"])
    return AccountFacts(
        direct_opportunities=tuple(found for found in opportunities if found.partner_id is None),
        partner_opportunities=tuple(found for found in opportunities if found.partner_id is not None),
        customer_products=_adapter(CustomerProduct).validate_python(facts["products"]),
        named_accounts=_adapter(NamedAccount).validate_python(facts["named_accounts"]),
    )


def list_assignments(actor: Actor, company_id: UUID) -> list[AccountAssignment]:
    """Return who has had the company as a named account, newest first. Raises: NotAllowed for partners."""
    if not (actor.is_host or actor.is_system):
        raise NotAllowed
    return list(AccountAssignment.objects.filter(company=company_id).order_by("-since_on", "-id"))


def list_installed_products(actor: Actor, company_id: UUID) -> list[InstalledProduct]:
    """Return what the company has, as far as the actor may know: everything for the host, what it sold for a partner."""
    rows = InstalledProduct.visible_to(actor).filter(company=company_id).select_related("family")
    return list(rows.order_by("family", "-since_on"))

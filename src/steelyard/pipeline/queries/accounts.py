"""Reading what rules may know about accounts, whoever is asking."""

import json
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection
from pydantic import TypeAdapter

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

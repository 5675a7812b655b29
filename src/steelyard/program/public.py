"""The program's door: rules in force, decisions kept and explained, regions and product families."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from steelyard.kernel.actors import SYSTEM, Actor
from steelyard.program.cards import (
    ChangeView,
    DecisionView,
    Explanation,
    ReasonView,
    Replay,
    RulesText,
)
from steelyard.program.commands.announcing import announce_rules
from steelyard.program.commands.catalog import define_product_family, define_region, list_missing
from steelyard.program.commands.decisions import record_decision
from steelyard.program.commands.rules import adopt_rules
from steelyard.program.queries.catalog import get_region, is_region, list_product_families, list_regions, region_of
from steelyard.program.queries.decisions import explain_decision, get_decision, list_decisions, replay_decision
from steelyard.program.queries.rules import (
    ProgramInForce,
    get_rules_of,
    get_rules_text,
    get_written_rules,
    list_versions,
    program_in_force,
    rules_in_force,
)
from steelyard.program.registry import (
    DecisionKind,
    ReasonText,
    register_catalog,
    register_decisions,
    register_reasons,
    register_rulebook,
    rulebook_of,
)
from steelyard.program.rules import Rulebook, RulePart, RuleSentence, Term, setting
from steelyard.program.simulators import (
    Grant,
    RulesOfTheDay,
    SimulatedDecision,
    Simulator,
    Verdict,
    Worth,
    register_simulator,
)
from steelyard.program.terms import (
    BEGINNING,
    Catalog,
    Direction,
    ProductFamilyCard,
    RegionCard,
    RulesInForce,
    WrittenRules,
)
from steelyard.program.wording import render_change, render_reason

__all__ = [
    "BEGINNING",
    "Catalog",
    "ChangeView",
    "DecisionKind",
    "DecisionView",
    "Direction",
    "Explanation",
    "Grant",
    "ProductFamilyCard",
    "ProgramInForce",
    "ReasonText",
    "ReasonView",
    "RegionCard",
    "Replay",
    "RulePart",
    "RuleSentence",
    "Rulebook",
    "RulesInForce",
    "RulesOfTheDay",
    "RulesText",
    "SimulatedDecision",
    "Simulator",
    "Term",
    "Verdict",
    "Worth",
    "WrittenRules",
    "adopt_rules",
    "announce_rules",
    "define_product_family",
    "define_region",
    "explain_decision",
    "get_decision",
    "get_region",
    "get_rules_of",
    "get_rules_text",
    "get_written_rules",
    "is_region",
    "list_decisions",
    "list_product_families",
    "list_regions",
    "list_versions",
    "program_in_force",
    "record_decision",
    "region_of",
    "register_catalog",
    "register_decisions",
    "register_reasons",
    "register_rulebook",
    "register_simulator",
    "render_change",
    "render_reason",
    "replay_decision",
    "rules_in_force",
    "set_up_program",
    "setting",
]


@transaction.atomic
def set_up_program(*, now: datetime, actor: Actor = SYSTEM) -> None:
    """Give a new installation its regions, a product family and the first version of every rulebook; what is there stays."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('steelyard.program.set_up'))")
    regions, families, keys = list_missing()
    for region in regions:
        define_region(actor=actor, region=region, now=now)
    for family in families:
        define_product_family(actor=actor, family=family, now=now)
    for key in keys:
        rules: dict[str, Any] = rulebook_of(key)().dump()
        adopt_rules(actor=actor, key=key, rules=rules, effective_from=BEGINNING, now=now)

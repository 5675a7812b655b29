"""What the program adds to the shell: the rules for everyone, their editing for whoever writes them."""

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from steelyard.kernel.actors import Actor
from steelyard.platform.clock import utc_now
from steelyard.program.cards import RuleLine
from steelyard.program.models import Decision, RuleVersion, Simulation
from steelyard.program.permissions import can_edit_program, can_read_rules
from steelyard.program.queries.rules import get_rules_text
from steelyard.program.refusals import NoRulesInForce
from steelyard.program.registry import rulebooks
from steelyard.ui.portal import NavEntry, PaletteAction, PaletteHit, PaletteSource, Section, portal
from steelyard.ui.records import register_record_page


def search_rules(actor: Actor, text: str, limit: int) -> Sequence[PaletteHit]:
    """Return the rules in force whose number or sentence has all the words."""
    words = text.casefold().split()
    return [
        PaletteHit(
            label=f"{line.rule} · {line.section}",
            url=f"{reverse('program:rulebook', args=[key])}#{slugify(line.rule)}",
            detail=line.text,
        )
        for key, line in _rules_in_force(actor)
        if all(word in f"{line.rule} {line.section} {line.text}".casefold() for word in words)
    ][:limit]


def _rules_in_force(actor: Actor) -> Iterator[tuple[str, RuleLine]]:
    for key in rulebooks():
        try:
            lines = get_rules_text(actor, key, region=None, at=utc_now()).lines
        except NoRulesInForce:
            continue
        yield from ((key, line) for line in lines)


portal.add(
    PaletteSource(
        key="rules",
        label=_("Rules"),
        icon="scale",
        search=search_rules,
        names=lambda actor, _text: [f"{line.section} {line.text}" for _key, line in _rules_in_force(actor)],
        order=90,
        visible=can_read_rules,
    ),
    NavEntry(
        key="rules",
        label=_("Rules"),
        icon="scale",
        url_name="program:rules",
        section=Section.PROGRAM,
        order=20,
        visible=can_read_rules,
        go_key="r",
        also=("program:regions", "program:families"),
    ),
    PaletteAction(
        key="rules",
        label=_("Read the rules in force"),
        icon="scale",
        url_name="program:rules",
        order=60,
        visible=can_read_rules,
        words=_("program policy windows capacity ladder"),
    ),
    PaletteAction(
        key="regions",
        label=_("Define regions"),
        icon="world",
        url_name="program:regions",
        order=81,
        visible=can_edit_program,
    ),
    PaletteAction(
        key="families",
        label=_("Define product families"),
        icon="package",
        url_name="program:families",
        order=82,
        visible=can_edit_program,
    ),
)

register_record_page(Decision.PREFIX, "program:decision")
register_record_page(RuleVersion.PREFIX, "program:version")
register_record_page(Simulation.PREFIX, "program:simulation")

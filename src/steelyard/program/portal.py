"""What the program adds to the shell: the rules for everyone, their editing for whoever writes them."""

from django.utils.translation import gettext_lazy as _

from steelyard.program.models import Decision, RuleVersion, Simulation
from steelyard.program.permissions import can_edit_program, can_read_rules
from steelyard.ui.portal import NavEntry, PaletteAction, portal
from steelyard.ui.records import register_record_page

portal.add(
    NavEntry(
        key="rules",
        label=_("Rules"),
        icon="scale",
        url_name="program:rules",
        order=80,
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

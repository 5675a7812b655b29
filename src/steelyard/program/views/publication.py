"""Publishing in the open: submit a draft to a second person; confirm to have read what was published."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from steelyard.identity.public import sign_in_required
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.program.commands.announcing import acknowledge_rules
from steelyard.program.commands.rules import submit_draft
from steelyard.program.models import RuleVersion


@require_POST
@sign_in_required
def submit(request: HttpRequest, version_id: str) -> HttpResponse:
    """Lay a draft before the other program administrators."""
    submit_draft(actor=asker(request), draft_id=RuleVersion.parse_id(version_id), now=utc_now())
    messages.success(request, _("The draft is submitted; the other program administrators are told."))
    return redirect("program:publish", version_id)


@require_POST
@sign_in_required
def acknowledge(request: HttpRequest, version_id: str) -> HttpResponse:
    """Keep that whoever asks has read a version."""
    acknowledge_rules(actor=asker(request), version_id=RuleVersion.parse_id(version_id), now=utc_now())
    messages.success(request, _("Thank you. It is on record that you have read the rules."))
    return redirect("program:version", version_id)

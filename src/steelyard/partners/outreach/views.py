"""The pages of outreach: all sequences, beginning and ending one, and the page on which a mailbox wants no more mails."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from steelyard.identity.public import sign_in_required
from steelyard.kernel.refusals import NotFound, Refusal
from steelyard.partners import commands
from steelyard.partners.filters import word_of
from steelyard.partners.models import Prospect
from steelyard.partners.outreach import queries
from steelyard.partners.outreach.links import read_opt_out_token
from steelyard.partners.outreach.refusals import OptOutUnknown
from steelyard.partners.outreach.rows import outreach_row
from steelyard.partners.outreach.terms import BY_HAND, OutreachEnding, OutreachFilter
from steelyard.partners.recruiting.queries import get_prospect
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker, page_from
from steelyard.platform.http.problems import refusal_text
from steelyard.ui.chips import chip


@sign_in_required
@require_GET
def show_outreach(request: HttpRequest) -> HttpResponse:
    """Show the sequences of mails, and what became of all that were written to."""
    actor = asker(request)
    ending = word_of(request.GET, "ending")
    running = {"yes": True, "no": False}.get(word_of(request.GET, "running"))
    wanted = OutreachFilter(
        text=word_of(request.GET, "q"),
        sequence=word_of(request.GET, "sequence"),
        ending=OutreachEnding(ending) if ending in set(OutreachEnding) else None,
        is_running=running,
    )
    page = queries.list_outreach(actor, wanted, page_from(request.GET, sort="begun"))
    tallies = queries.tally_sequences(actor)
    context = {
        "page": page,
        "rows": [outreach_row(one) for one in page.items],
        "tallies": tallies,
        "text": wanted.text,
        "query": request.GET.urlencode(),
        "chips": [
            chip(request, "running", _("Running"), {"yes": _("Yes"), "no": _("No")}),
            chip(request, "ending", _("Ending"), {str(one): _(one.label) for one in OutreachEnding}),
            chip(request, "sequence", _("Sequence"), {one.sequence: one.sequence for one in tallies}),
        ],
    }
    return render(request, "partners/outreach/list.html", context)


@sign_in_required
@require_POST
def begin(request: HttpRequest, prospect_id: str) -> HttpResponse:
    """Begin the sequence that `sequence` names."""
    actor = asker(request)
    prospect = get_prospect(actor, Prospect.parse_id(prospect_id))
    sequence = request.POST.get("sequence", "")[:30]
    try:
        commands.begin_outreach(actor=actor, prospect_id=prospect.id, sequence=sequence, now=utc_now())
    except Refusal as refusal:
        messages.error(request, refusal_text(refusal))
    else:
        messages.success(request, _("The first mail is sent as soon as it is due."))
    return redirect("partners:prospect", prospect.public_id)


@sign_in_required
@require_POST
def end(request: HttpRequest, prospect_id: str) -> HttpResponse:
    """Say that a prospect answered, or stop writing to it."""
    actor = asker(request)
    prospect = get_prospect(actor, Prospect.parse_id(prospect_id))
    ending = request.POST.get("ending", "")
    if ending not in BY_HAND:
        raise NotFound
    try:
        commands.end_outreach(actor=actor, prospect_id=prospect.id, ending=OutreachEnding(ending), now=utc_now())
    except Refusal as refusal:
        messages.error(request, refusal_text(refusal))
    return redirect("partners:prospect", prospect.public_id)


@csrf_exempt  # Mail programs send the one click themselves (RFC 8058); the token says all that it may do.
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def refuse_mails(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once more whether a mailbox wants no more mails; on POST write to it never again."""
    mailbox = read_opt_out_token(token)
    if mailbox is None:
        context = {"sentence": refusal_text(OptOutUnknown())}
        return render(request, "partners/outreach/opt_out.html", context, status=OptOutUnknown.status)
    if request.method == "POST":
        commands.opt_out(mailbox=mailbox, now=utc_now())
    return render(request, "partners/outreach/opt_out.html", {"is_done": request.method == "POST"})

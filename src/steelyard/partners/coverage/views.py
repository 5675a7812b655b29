"""The page of gaps: where to recruit."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from steelyard.identity.public import sign_in_required
from steelyard.partners.chips import name_regions
from steelyard.partners.coverage.queries import get_coverage, list_gaps
from steelyard.partners.coverage.terms import GapFilter
from steelyard.partners.filters import word_of
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker, page_from
from steelyard.ui.chips import chip


@sign_in_required
@require_GET
def show_gaps(request: HttpRequest) -> HttpResponse:
    """Show where partners are missing, the widest gaps first, each with the prospects that would close it."""
    actor = asker(request)
    wanted = GapFilter(**{name: word_of(request.GET, name) for name in ("region", "vertical", "capability")})
    page = list_gaps(actor, wanted, page_from(request.GET), at=utc_now())
    coverage = get_coverage(actor)
    names = name_regions()
    rows = [
        {
            "gap": gap,
            "region": names[gap.region],
            "url": f"{reverse('partners:prospects')}?{_asking(gap.region, gap.vertical, gap.capability)}",
        }
        for gap in page.items
    ]
    context = {
        "page": page,
        "rows": rows,
        "query": request.GET.urlencode(),
        "chips": [
            chip(request, "region", _("Region"), {key: names[key] for key in coverage.regions}),
            chip(request, "vertical", _("Industry"), {word: word for word in coverage.words.verticals.values()}),
            chip(request, "capability", _("Capability"), {word: word for word in coverage.words.capabilities.values()}),
        ],
    }
    return render(request, "partners/coverage/list.html", context)


def _asking(region: str, vertical: str, capability: str) -> str:
    return urlencode({"region": region, "vertical": vertical, "capability": capability})

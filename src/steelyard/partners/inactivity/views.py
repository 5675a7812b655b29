"""The page of inactive partners, as of any day, with what can be done with many of them at once."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from steelyard.identity.public import sign_in_required
from steelyard.partners import queries
from steelyard.partners.chips import name_regions
from steelyard.partners.inactivity.filters import DAYS, quiet_filter_from
from steelyard.partners.inactivity.queries import count_engagement, list_quiet
from steelyard.partners.inactivity.rows import quiet_row, signal_names
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker, page_from
from steelyard.ui.chips import chip


@sign_in_required
@require_GET
def show_inactive(request: HttpRequest) -> HttpResponse:
    """Show which partners give no sign of life, since when and by which signal."""
    actor = asker(request)
    regions = name_regions()
    wanted = quiet_filter_from(request.GET, today=queries.today(utc_now()))
    page = list_quiet(actor, wanted, page_from(request.GET, sort="since"))
    context = {
        "page": page,
        "rows": [quiet_row(line, regions) for line in page.items],
        "wanted": wanted,
        "engagement": count_engagement(actor, wanted),
        "kept": [(key, value) for key, value in request.GET.items() if key not in ("on", "page")],
        "query": request.GET.urlencode(),
        "chips": [
            chip(request, "days", _("Inactive for days"), {one: one for one in DAYS}),
            chip(request, "signal", _("Without"), signal_names()),
            chip(request, "region", _("Region"), regions),
        ],
    }
    return render(request, "partners/inactivity/list.html", context)

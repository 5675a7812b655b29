"""How good the data of companies is, the worst first."""

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from steelyard.companies.filters import filter_from
from steelyard.companies.models import Company
from steelyard.companies.quality_rows import grade_of
from steelyard.companies.queries.quality import find_assessment, list_scores
from steelyard.companies.terms import WEIGHTS
from steelyard.companies.views.asking import browser
from steelyard.identity.public import sign_in_required
from steelyard.kernel.ids import public_id
from steelyard.platform.http.asking import page_from


@sign_in_required
@require_GET
def show_scores(request: HttpRequest) -> HttpResponse:
    """Show the scores of companies as of the last assessment, the worst first."""
    actor, text = browser(request), filter_from(request.GET).text
    page = list_scores(actor, page_from(request.GET, sort="score"), text=text)
    rows = [
        {"line": line, "id": public_id(Company.PREFIX, line.company.id), **grade_of(Decimal(line.score))}
        for line in page.items
    ]
    context = {
        "page": page,
        "rows": rows,
        "crumbs": [(_("Companies"), reverse("companies:list"))],
        "text": text,
        "assessment": find_assessment(actor),
        "weights": [(_(part.label), weight) for part, weight in WEIGHTS.items()],
    }
    return render(request, "companies/quality.html", context)

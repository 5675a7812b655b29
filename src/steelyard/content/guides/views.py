"""The page on which a document is bound to the pages that it describes."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from steelyard.content import commands, permissions
from steelyard.content.guides.pages import list_pages
from steelyard.content.guides.queries import list_bound_pages
from steelyard.content.models import Asset
from steelyard.content.queries import get_asset
from steelyard.identity.public import sign_in_required
from steelyard.kernel.refusals import NotAllowed
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.ui.form_pages import show_form
from steelyard.ui.form_refusals import refusals_shown_in


class PagesForm(forms.Form):
    """The pages that lead to a document."""

    pages = forms.MultipleChoiceField(
        label=gettext_lazy("Pages"),
        required=False,
        choices=lambda: sorted(((name, str(label)) for name, label in list_pages().items()), key=lambda one: one[1]),
        widget=forms.SelectMultiple(attrs={"data-island": "select"}),
    )


@sign_in_required
@require_http_methods(["GET", "POST"])
def edit_pages(request: HttpRequest, asset_id: str) -> HttpResponse:
    """Say which pages lead to a process document."""
    actor = asker(request)
    asset = get_asset(actor, Asset.parse_id(asset_id))
    if not permissions.can_author(actor):
        raise NotAllowed
    sent = request.POST if request.method == "POST" else None  # nothing chosen is an answer, too
    form = PagesForm(sent, initial={"pages": list_bound_pages(actor, asset.id)})
    if form.is_valid():
        with refusals_shown_in(form):
            pages = form.cleaned_data["pages"]
            commands.bind_pages(actor=actor, asset_id=asset.id, pages=pages, now=utc_now())
            messages.success(request, _("Saved."))
            return redirect("content:asset", asset_id)
    crumbs = [
        (_("Library"), reverse("content:library")),
        (asset.title, reverse("content:asset", args=[asset.public_id])),
    ]
    about = _("They show a link to this document to all who may read it, as long as it is not past its review.")
    return show_form(request, form, title=_("Pages that lead here"), crumbs=crumbs, about=about)

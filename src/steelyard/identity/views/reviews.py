"""Access reviews: their list, starting one, deciding about each membership, closing."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from steelyard.identity.authentication import sign_in_required
from steelyard.identity.commands import reviews as commands
from steelyard.identity.filters import organization_asked_for
from steelyard.identity.forms import ReviewDecisionForm, ReviewForm
from steelyard.identity.models import AccessReview, ReviewItem
from steelyard.identity.permissions import can_decide_access, can_review_access, require
from steelyard.identity.queries import reviews
from steelyard.identity.terms import ReviewOutcome
from steelyard.kernel.ids import public_id
from steelyard.platform import directory
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker, page_from
from steelyard.ui.form_pages import show_form
from steelyard.ui.form_refusals import refusals_shown_in


def _crumbs(*lines: reviews.ReviewLine) -> list[tuple[str, str]]:
    here = [(line.name, reverse("identity:review", args=[line.id])) for line in lines]
    return [(_("Access reviews"), reverse("identity:reviews")), *here]


@sign_in_required
def show_reviews(request: HttpRequest) -> HttpResponse:
    """Show the access reviews in which one may decide."""
    actor = asker(request)
    require(can_review_access(actor, actor.partner_id) or reviews.may_review_partners(actor))
    context = {
        "page": reviews.list_reviews(actor, page_from(request.GET)),
        "may_start": can_decide_access(actor, actor.partner_id),
    }
    return render(request, "identity/reviews.html", context)


@sign_in_required
def new_review(request: HttpRequest) -> HttpResponse:
    """Start a review of the people of one's own organization, or for the host of the partner named."""
    actor = asker(request)
    partner_id = organization_asked_for(actor, request.GET.get("partner", ""))
    require(can_decide_access(actor, partner_id))
    form = ReviewForm(request.POST or None, is_host=partner_id is None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            key = commands.start_review(
                actor=actor,
                partner_id=partner_id,
                name=form.cleaned_data["name"],
                role=form.cleaned_data["role"],
                due_on=form.cleaned_data["due_on"],
                removes_undecided=form.cleaned_data["undecided"] == "removed",
                now=utc_now(),
            )
            messages.success(request, _("Started. The administrators have been told."))
            return redirect("identity:review", public_id(AccessReview.PREFIX, key))
    is_foreign = partner_id is not None and not actor.is_partner
    whose = directory.organization_name(partner_id) if partner_id and is_foreign else actor.organization
    return show_form(
        request,
        form,
        title=_("New access review"),
        about=_("Somebody looks at each membership of {organization} and decides whether it is still needed.").format(
            organization=whose
        ),
        crumbs=_crumbs(),
        save=_("Start the review"),
    )


@sign_in_required
def show_review(request: HttpRequest, review_id: str) -> HttpResponse:
    """Show a review with its memberships: what is known of each, and what was decided."""
    actor, key = asker(request), AccessReview.parse_id(review_id)
    shows_open = request.GET.get("state") == "open"
    context = {
        "review": reviews.get_review(actor, key),
        "page": reviews.list_items(actor, key, page_from(request.GET), now=utc_now(), undecided_only=shows_open),
        "shows_open": shows_open,
        "me": actor.person_id,
        "crumbs": _crumbs(),
    }
    return render(request, "identity/review.html", context)


@sign_in_required
def decide_item(request: HttpRequest, review_id: str, item_id: str) -> HttpResponse:
    """Show what is known of one membership, and take the decision about it."""
    actor, key, item_key = asker(request), AccessReview.parse_id(review_id), ReviewItem.parse_id(item_id)
    review = reviews.get_review(actor, key)
    item = reviews.get_item(actor, key, item_key, now=utc_now())
    form = ReviewDecisionForm(
        request.POST or None, is_host=review.partner_id is None, initial={"roles": list(item.known.roles)}
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            outcome: ReviewOutcome = form.cleaned_data["outcome"]
            commands.decide_access(
                actor=actor,
                review_id=key,
                item_id=item_key,
                outcome=outcome,
                reason=form.cleaned_data["reason"],
                roles=form.cleaned_data["roles"] if outcome == ReviewOutcome.CHANGE else (),
                now=utc_now(),
            )
            messages.success(request, _("Decided about {name}.").format(name=item.name))
            return redirect(reverse("identity:review", args=[review_id]) + "?state=open")
    context = {"review": review, "item": item, "form": form, "me": actor.person_id, "crumbs": _crumbs(review)}
    return render(request, "identity/review_item.html", context, status=422 if form.errors else 200)


@sign_in_required
def close_review(request: HttpRequest, review_id: str) -> HttpResponse:
    """Ask whether to end a review now, and on POST do it."""
    actor, key = asker(request), AccessReview.parse_id(review_id)
    review = reviews.get_review(actor, key)
    require(can_decide_access(actor, review.partner_id))
    if request.method == "POST":
        commands.close_review(actor=actor, review_id=key, now=utc_now())
        messages.success(request, _("Closed. The record is kept as it is."))
        return redirect("identity:review", review_id)
    about = _("What nobody decided stays as it is.")
    if review.removes_undecided:
        about = _("What nobody decided is removed now, with sessions and keys. The last administrator stays.")
    return show_form(
        request,
        forms.Form(),
        title=_("Close the review?"),
        about=about,
        crumbs=_crumbs(review),
        save=_("Close the review"),
    )

"""Badges for everybody: the credential, its picture, what they refer to; and the keys for the host."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from steelyard.identity.public import sign_in_required
from steelyard.learning import permissions
from steelyard.learning.badges import commands, queries
from steelyard.learning.badges.forms import BadgeKeyForm
from steelyard.learning.badges.policies import describe_issuer
from steelyard.learning.badges.terms import Badge
from steelyard.learning.badges.wording import say_criteria
from steelyard.learning.rows import say_lapse
from steelyard.learning.views.asking import require
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.ui.form_pages import show_form


@require_GET
def give_credential(request: HttpRequest, number: str) -> HttpResponse:  # noqa: ARG001 - pages are called alike
    """Give anybody who has its number the credential of a certificate, as a signed token."""
    badge = _badge(number)
    return _open_to_all(HttpResponse(badge.credential, content_type="text/plain; charset=utf-8"), f"{number}.jwt")


@require_GET
def give_image(request: HttpRequest, number: str) -> HttpResponse:
    """Give the picture of a badge that carries its credential."""
    badge = _badge(number)
    lines = [(280 + 44 * n, line) for n, line in enumerate(_lines(badge.name))]
    image = render(request, "learning/badges/badge.svg", {"badge": badge, "lines": lines}, "image/svg+xml")
    return _open_to_all(image, f"{number}.svg")


@require_GET
def give_issuer(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - pages are called alike
    """Tell verifiers who issues the badges."""
    return _open_to_all(JsonResponse(describe_issuer(queries.get_issuer()), content_type="application/ld+json"))


@require_GET
def give_key(request: HttpRequest, badge_key_id: str) -> HttpResponse:  # noqa: ARG001 - pages are called alike
    """Give verifiers the public part of a key."""
    return _open_to_all(JsonResponse(queries.get_public_key(badge_key_id)))


@require_GET
def give_status_list(request: HttpRequest, part: int) -> HttpResponse:  # noqa: ARG001 - pages are called alike
    """Tell verifiers which badges no longer hold."""
    now = utc_now()
    commands.ensure_key(now=now)
    said = queries.get_status_list(part, at=now)
    return _open_to_all(HttpResponse(said, content_type="application/vc+jwt"))


@require_GET
def show_achievement(request: HttpRequest, key: str) -> HttpResponse:
    """Show anybody what people are certified for, as badges refer to it."""
    card = queries.get_achievement(key)
    context = {
        "card": card,
        "level": _(card.level.label),
        "criteria": say_criteria(card.name),
        "lapse": say_lapse(card.validity),
    }
    return render(request, "learning/badges/achievement.html", context)


@sign_in_required
@require_GET
def show_keys(request: HttpRequest) -> HttpResponse:
    """Show the keys with which badges are signed."""
    context: dict[str, Any] = {
        "title": _("Keys of badges"),
        "about": _("Others verify with them that a badge comes from here."),
        "items": queries.list_keys(asker(request)),
        "crumbs": [(_("Certifications"), reverse("learning:certifications"))],
    }
    return render(request, "learning/badges/keys.html", context)


@sign_in_required
@require_http_methods(["GET", "POST"])
def replace_key(request: HttpRequest) -> HttpResponse:
    """Ask why badges are to be signed with another key, and make it."""
    actor = asker(request)
    require(permissions.can_define_certifications(actor))
    form = BadgeKeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        commands.replace_key(actor=actor, is_compromised=form.cleaned_data["is_compromised"], now=utc_now())
        messages.success(request, _("Badges are signed with a new key."))
        return redirect("learning:badge-keys")
    return show_form(
        request,
        form,
        title=_("Replace the key of badges"),
        about=_("Badges that people have stored elsewhere go on to be verified."),
        crumbs=[(_("Keys of badges"), reverse("learning:badge-keys"))],
        save=_("Replace the key"),
    )


def _badge(number: str) -> Badge:
    now = utc_now()
    commands.ensure_key(now=now)
    return queries.get_badge(number, at=now)


def _open_to_all(response: HttpResponse, name: str = "") -> HttpResponse:
    """Let verifiers that run in other pages read what is for everybody."""
    response["Access-Control-Allow-Origin"] = "*"
    if name:
        response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


_LONGEST = 20


def _lines(name: str) -> list[str]:
    """Return a name in lines that fit into the picture."""
    lines = [""]
    for word in name.split():
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) <= _LONGEST or not lines[-1]:
            lines[-1] = joined
        else:
            lines.append(word)
    return [line[: _LONGEST + 4] for line in lines[:3]]

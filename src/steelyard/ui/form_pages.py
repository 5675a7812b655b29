"""The page that asks for one thing: a title, a form, and the way back."""

from collections.abc import Sequence

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from steelyard.ui.portal import Text


def show_form(
    request: HttpRequest,
    form: forms.Form,
    *,
    title: Text,
    crumbs: Sequence[tuple[Text, str]],
    about: Text = "",
    save: Text = "",
) -> HttpResponse:
    """Show the form on a page of its own, with its errors where it has any; the last of the crumbs is the way back."""
    context = {
        "form": form,
        "title": title,
        "crumbs": crumbs,
        "about": about,
        "save": save or _("Save"),
        "back": crumbs[-1][1],
    }
    return render(request, "ui/form_page.html", context, status=422 if form.errors else 200)

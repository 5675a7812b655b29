"""Setting up, proving and dropping second factors: the sign-in package's views with what the event log must hear of.

Loaded with the first request for one of them, because WebAuthn brings much along.
"""

from typing import Any

from allauth.mfa.base.views import AuthenticateView, ReauthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from allauth.mfa.webauthn.internal.auth import begin_registration
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    LoginWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from steelyard.identity.commands.second_factor import note_factor_added, note_factor_removed, note_recovery_codes
from steelyard.identity.models import Membership
from steelyard.identity.queries.access import describe_device
from steelyard.platform.clock import utc_now

_OVERVIEW = reverse_lazy("identity:security")


def _membership(request: HttpRequest) -> Membership:
    membership: Membership = request.membership  # type: ignore[attr-defined]
    return membership


def choose(request: HttpRequest) -> HttpResponse:
    """Show whoever must set up a second factor which ones there are."""
    return render(request, "account/second_factor.html")


def show_list(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """Lead to the page that lists one's second factors."""
    return redirect(_OVERVIEW)


class ActivateApp(ActivateTOTPView):  # type: ignore[misc]
    """Setting up an authenticator app: show the secret, ask for a first code."""

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _note_added(self.request, Authenticator.Type.TOTP)
        messages.success(self.request, _("The authenticator app is set up. Other sessions of yours have ended."))
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        secret = context["form"].secret
        context["secret"] = " ".join(secret[n : n + 4] for n in range(0, len(secret), 4))
        return context


class DeactivateApp(DeactivateTOTPView):  # type: ignore[misc]
    """Removing the authenticator app."""

    success_url = _OVERVIEW

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        note_factor_removed(membership=_membership(self.request), kind=Authenticator.Type.TOTP, now=utc_now())
        messages.success(self.request, _("The authenticator app is removed."))
        return response


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """What the browser made, and how its owner calls it. Every passkey here signs in alone, so nobody is asked."""

    passwordless = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = gettext_lazy("Name of the passkey")
        self.fields["name"].max_length = 100


class AddPasskey(AddWebAuthnView):  # type: ignore[misc]
    """Adding a passkey, which the browser makes."""

    form_class = PasskeyForm
    success_url = _OVERVIEW

    def get_initial(self) -> dict[str, Any]:
        return {"name": describe_device(self.request.META.get("HTTP_USER_AGENT", ""))}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["js_data"] = {"creation_options": begin_registration(self.request.user, passwordless=True)}
        return context

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _note_added(self.request, Authenticator.Type.WEBAUTHN)
        messages.success(self.request, _("The passkey is added. Other sessions of yours have ended."))
        return response


class RemovePasskey(RemoveWebAuthnView):  # type: ignore[misc]
    """Removing a passkey."""

    success_url = _OVERVIEW

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        note_factor_removed(membership=_membership(self.request), kind=Authenticator.Type.WEBAUTHN, now=utc_now())
        messages.success(self.request, _("The passkey is removed here. Delete it on your device too."))
        return response


class MakeCodes(GenerateRecoveryCodesView):  # type: ignore[misc]
    """Making new recovery codes; the old ones end."""

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        note_recovery_codes(membership=_membership(self.request), now=utc_now())
        return response


def _note_added(request: HttpRequest, kind: str) -> None:
    note_factor_added(
        membership=_membership(request), kind=kind, session_key=request.session.session_key, now=utc_now()
    )


prove = AuthenticateView.as_view()
confirm = ReauthenticateView.as_view()
confirm_by_passkey = ReauthenticateWebAuthnView.as_view()
sign_in = LoginWebAuthnView.as_view()
add_app = never_cache(ActivateApp.as_view())
remove_app = DeactivateApp.as_view()
add_passkey = never_cache(AddPasskey.as_view())
remove_passkey = RemovePasskey.as_view()
show_codes = never_cache(ViewRecoveryCodesView.as_view())
make_codes = MakeCodes.as_view()

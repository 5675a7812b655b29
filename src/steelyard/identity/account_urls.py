"""The sign-in package's pages that exist here, under the names it uses itself.

Those before sign-in may look people up. Left out: managing addresses (an address is who somebody is) and confirming them.
"""

from allauth.account import views
from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt

from steelyard.identity.authentication import identifies, sign_in_required
from steelyard.identity.loading import on_demand
from steelyard.identity.views import demo
from steelyard.identity.views.door import SignInView, View, answers_422, clears_the_browser, leads_to_connection


def before_sign_in(view: View) -> View:
    return identifies(answers_422(view))


def signed_in(view: View) -> View:
    return sign_in_required(answers_422(view))


def second_factor(name: str) -> View:
    """Return a view of the pages about second factors."""
    return on_demand(f"second_factor.{name}")


def connecting(name: str) -> View:
    """Return a view of sign-in through an organization."""
    return before_sign_in(on_demand(f"connecting.{name}"))


urlpatterns = [
    path("login/", before_sign_in(leads_to_connection("login")(SignInView.as_view())), name="account_login"),
    path(
        "login/code/",
        before_sign_in(leads_to_connection("email")(views.request_login_code)),
        name="account_request_login_code",
    ),
    path("login/code/confirm/", before_sign_in(views.confirm_login_code), name="account_confirm_login_code"),
    path("login/demo/", before_sign_in(demo.sign_in), name="account_demo_login"),
    path("logout/", clears_the_browser(views.logout), name="account_logout"),
    path("second-factor/", signed_in(second_factor("choose")), name="account_second_factor"),
    path("second-factor/list/", signed_in(second_factor("show_list")), name="mfa_index"),
    path("second-factor/proof/", before_sign_in(second_factor("prove")), name="mfa_authenticate"),
    path("second-factor/confirmation/", signed_in(second_factor("confirm")), name="mfa_reauthenticate"),
    path("second-factor/app/", signed_in(second_factor("add_app")), name="mfa_activate_totp"),
    path("second-factor/app/removal/", signed_in(second_factor("remove_app")), name="mfa_deactivate_totp"),
    path("second-factor/codes/", signed_in(second_factor("show_codes")), name="mfa_view_recovery_codes"),
    path("second-factor/codes/new/", signed_in(second_factor("make_codes")), name="mfa_generate_recovery_codes"),
    path("second-factor/passkeys/", signed_in(second_factor("show_list")), name="mfa_list_webauthn"),
    path("second-factor/passkeys/new/", signed_in(second_factor("add_passkey")), name="mfa_add_webauthn"),
    path(
        "second-factor/passkeys/confirmation/",
        signed_in(second_factor("confirm_by_passkey")),
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        "second-factor/passkeys/<int:pk>/removal/",
        signed_in(second_factor("remove_passkey")),
        name="mfa_remove_webauthn",
    ),
    path("passkey/", before_sign_in(second_factor("sign_in")), name="mfa_login_webauthn"),
    path("organization/", connecting("start"), name="account_connection"),
    path("organization/cancelled/", connecting("cancelled"), name="socialaccount_login_cancelled"),
    path("oidc/<str:provider_id>/", on_demand("connecting.return_from_oidc"), name="openid_connect_callback"),
    path("saml/<str:organization_slug>/", csrf_exempt(connecting("return_from_saml")), name="saml_acs"),
    path("saml/<str:organization_slug>/finish/", connecting("finish_saml"), name="saml_finish_acs"),
    path("saml/<str:organization_slug>/metadata/", connecting("show_saml_metadata"), name="saml_metadata"),
    path("saml/<str:organization_slug>/logout/", views.logout, name="saml_sls"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("signup/", before_sign_in(views.signup), name="account_signup"),
    path("reauthenticate/", signed_in(views.reauthenticate), name="account_reauthenticate"),
    path("password/change/", signed_in(views.password_change), name="account_change_password"),
    path("password/set/", signed_in(views.password_set), name="account_set_password"),
    path("password/reset/", before_sign_in(views.password_reset), name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        before_sign_in(views.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]

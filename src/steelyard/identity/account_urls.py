"""The sign-in package's pages that exist here, under the names it uses itself.

Those before sign-in may look people up. Left out: managing addresses (an address is who somebody is) and confirming them.
"""

from allauth.account import views
from django.urls import path, re_path

from steelyard.identity.authentication import identifies, sign_in_required
from steelyard.identity.views import demo
from steelyard.identity.views.door import SignInView, View, answers_422


def before_sign_in(view: View) -> View:
    return identifies(answers_422(view))


def signed_in(view: View) -> View:
    return sign_in_required(answers_422(view))


urlpatterns = [
    path("login/", before_sign_in(SignInView.as_view()), name="account_login"),
    path("login/code/", before_sign_in(views.request_login_code), name="account_request_login_code"),
    path("login/code/confirm/", before_sign_in(views.confirm_login_code), name="account_confirm_login_code"),
    path("login/demo/", before_sign_in(demo.sign_in), name="account_demo_login"),
    path("logout/", views.logout, name="account_logout"),
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

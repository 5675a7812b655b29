"""Pages of OAuth clients, and the endpoint at which clients get their access tokens."""

from base64 import b64decode
from binascii import Error as Base64Error
from urllib.parse import unquote_plus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from steelyard.identity.authentication import identifies, sign_in_required
from steelyard.identity.commands import clients as client_commands
from steelyard.identity.forms import KeyForm
from steelyard.identity.models import OAuthClient
from steelyard.identity.permissions import can_manage_people
from steelyard.identity.queries import clients
from steelyard.identity.refusals import ClientUnknown, GrantUnknown, OAuthRefusal
from steelyard.identity.terms import TOKEN_LASTS
from steelyard.kernel.actors import Actor
from steelyard.platform.clock import utc_now
from steelyard.platform.http.problems import problem_url, refusal_text
from steelyard.ui.form_refusals import refusals_shown_in


@sign_in_required
def show_clients(request: HttpRequest) -> HttpResponse:
    """Show one's OAuth clients; an administrator sees those of the whole organization on request."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    may_see_all = can_manage_people(actor, actor.partner_id)
    shows_all = may_see_all and request.GET.get("of") == "everybody"
    found = clients.list_oauth_clients(actor, now=utc_now(), of_organization=shows_all)
    context = {"clients": found, "may_see_all": may_see_all, "shows_all": shows_all}
    return render(request, "identity/clients.html", context)


@sign_in_required
@never_cache
def new_client(request: HttpRequest) -> HttpResponse:
    """Make an OAuth client and show its id and secret, this once."""
    form = KeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            client_id, secret = client_commands.create_oauth_client(
                actor=request.actor,  # type: ignore[attr-defined]
                membership_id=request.membership.id,  # type: ignore[attr-defined]
                name=form.cleaned_data["name"],
                scopes=form.granted,
                expires_in_days=form.cleaned_data["expires_in_days"],
                now=utc_now(),
            )
            context = {
                "client_id": OAuthClient(id=client_id).public_id,
                "secret": secret,
                "name": form.cleaned_data["name"],
                "token_url": request.build_absolute_uri("/api/oauth/token"),
                "minutes": TOKEN_LASTS.total_seconds() // 60,
            }
            return render(request, "identity/client_created.html", context)
    status = 422 if request.method == "POST" else 200
    return render(request, "identity/client_new.html", {"form": form}, status=status)


@sign_in_required
def revoke_client(request: HttpRequest, client_id: str) -> HttpResponse:
    """Ask whether to revoke an OAuth client, and on POST do it."""
    key = OAuthClient.parse_id(client_id)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if request.method != "POST":
        client = clients.get_oauth_client(actor, key, now=utc_now())
        return render(request, "identity/client_revoke.html", {"client": client})
    client_commands.revoke_oauth_client(actor=actor, client_id=key, now=utc_now())
    messages.success(
        request, _("Revoked. The client gets no more tokens, and those that it has are refused from now on.")
    )
    return redirect("identity:clients")


@csrf_exempt
@require_POST
@never_cache
@identifies
def token(request: HttpRequest) -> HttpResponse:
    """Give a client an access token for its id and secret (RFC 6749, 4.4), or refuse in the words of its section 5.2."""
    try:
        if request.POST.get("grant_type") != "client_credentials":
            raise GrantUnknown
        client_id, secret = _credentials(request)
        issued = client_commands.issue_access_token(
            client_id=client_id, secret=secret, scopes=request.POST.get("scope", "").split(), now=utc_now()
        )
    except OAuthRefusal as refusal:
        return _refused(refusal)
    answer = {
        "access_token": issued.secret,
        "token_type": "Bearer",
        "expires_in": int(issued.lasts.total_seconds()),
        "scope": " ".join(issued.scopes),
    }
    return JsonResponse(answer, headers={"Cache-Control": "no-store"})


def _credentials(request: HttpRequest) -> tuple[str, str]:
    """Return id and secret from the Authorization header or from the form. Raises: ClientUnknown."""
    scheme, _space, said = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return request.POST.get("client_id", ""), request.POST.get("client_secret", "")
    try:
        client_id, _colon, secret = b64decode(said, validate=True).decode().partition(":")
    except (Base64Error, UnicodeDecodeError) as error:
        raise ClientUnknown from error
    return unquote_plus(client_id), unquote_plus(secret)


def _refused(refusal: OAuthRefusal) -> HttpResponse:
    answer = {
        "error": refusal.error,
        "error_description": refusal_text(refusal),
        "error_uri": problem_url(refusal.code),
        "code": refusal.code,
    }
    response = JsonResponse(answer, status=refusal.status, headers={"Cache-Control": "no-store"})
    if refusal.status == 401:
        response["WWW-Authenticate"] = 'Basic realm="Steelyard"'
    return response

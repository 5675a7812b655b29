"""The endpoint at which OAuth clients get their access tokens."""

from base64 import b64decode
from binascii import Error as Base64Error
from urllib.parse import unquote_plus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from steelyard.identity.authentication import identifies
from steelyard.identity.commands import clients as client_commands
from steelyard.identity.refusals import ClientUnknown, GrantUnknown, OAuthRefusal
from steelyard.platform.clock import utc_now
from steelyard.platform.http.problems import problem_url, refusal_text


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

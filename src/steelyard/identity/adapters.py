"""How the sign-in package behaves here: no sign-up, five tries per address, and the event log hears of it."""

from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode

from steelyard.identity.addresses import client_address
from steelyard.identity.commands.account import note_password_change, note_sign_in
from steelyard.identity.jobs import note_lock_out
from steelyard.identity.models import Person
from steelyard.identity.queries.connections import find_connection_of
from steelyard.identity.queries.directories import is_kept_by_directory
from steelyard.identity.refusals import MailUnreachable, SecondFactorUnreadable
from steelyard.identity.second_factor import VOUCHED
from steelyard.identity.sessions import ADDRESS, SEEN, STARTED, USER_AGENT
from steelyard.identity.vault import SealBroken, seal, unseal
from steelyard.platform.clock import utc_now

_LOCKED_SECONDS = 5 * 60
_MAX_USER_AGENT = 300


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """People come by invitation; what they do at the door is noted."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try. The counters live in the shared cache, in the request's transaction: simultaneous tries wait in line."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            email = self._get_login_attempts_cache_key(request, **credentials)
            if cache.add(f"identity:locked:{email}", "", _LOCKED_SECONDS):
                note_lock_out.defer(email=email, address=client_address(request) or "")
            raise

    def pre_login(self, request: HttpRequest, user: Person, **facts: Any) -> HttpResponse | None:
        """Let nobody by whose only way in is a connection, for their mail domain or because its directory keeps them."""
        through_connection = "sociallogin" in (facts.get("signal_kwargs") or {})
        if not through_connection and (find_connection_of(user.email, enforced=True) or is_kept_by_directory(user)):
            return HttpResponseRedirect(f"{reverse('account_connection')}?{urlencode({'email': user.email})}")
        response: HttpResponse | None = super().pre_login(request, user, **facts)
        return response

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send at once, in the language of the address's owner: whoever waits for a code waits in front of the page.

        Raises: MailUnreachable.
        """
        person = Person.objects.filter(email=email.lower()).first()
        language = person.language if person else translation.get_language() or settings.LANGUAGE_CODE
        with translation.override(language):
            message = self.render_mail(template_prefix, email, {"host": settings.HOST_NAME, **context})
        message.extra_headers["Auto-Submitted"] = "auto-generated"
        try:
            message.send()
        except (SMTPException, OSError) as error:
            raise MailUnreachable from error

    def set_password(self, user: Person, password: str) -> None:
        super().set_password(user, password)
        note_password_change(person_id=user.id, now=utc_now())
        if self.request is not None:
            self._delete_login_attempts_cached_email(self.request, email=user.email)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask again who somebody is before they change how they prove it, unless they have signed in just now."""
        started = self.request.session.get(STARTED) or 0
        # A session that begins later than now began before the clock was set back: nobody knows when.
        return not 0 <= utc_now().timestamp() - started < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # By address alone: the package adds the requested host name, and so gave each of our names its own five tries.
        return str(credentials.get("email", "")).lower()


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: their secrets are sealed, and authenticator apps name the host."""

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return unseal(encrypted_text)
        except SealBroken as error:
            raise SecondFactorUnreadable from error

    def _get_site_name(self) -> str:
        return str(settings.HOST_NAME)


def on_signed_in(sender: type, request: HttpRequest, user: Person, **_: Any) -> None:  # noqa: ARG001 - a signal
    """Mark the new session with its start and device, and record how the person signed in."""
    now, session = utc_now(), request.session
    session[STARTED] = session[SEEN] = now.timestamp()
    session[VOUCHED] = getattr(request, "is_vouched", False)
    session[ADDRESS] = client_address(request)
    session[USER_AGENT] = request.META.get("HTTP_USER_AGENT", "")[:_MAX_USER_AGENT]
    ways = session.get(AUTHENTICATION_METHODS_SESSION_KEY) or [{"method": "session"}]
    note_sign_in(person_id=user.id, method=ways[-1]["method"], address=session[ADDRESS] or "", now=now)

"""How the sign-in package behaves here."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """No sign-up: people come by invitation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # By address alone: the package adds the requested host name, and so gave each of our names its own five tries.
        return str(credentials.get("email", "")).lower()

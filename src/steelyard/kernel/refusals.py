"""Refusals: every way in which Steelyard says no has a stable code, a status and a sentence that names the fix."""

from collections.abc import Mapping
from typing import Any, ClassVar


def sentence(text: str) -> str:
    """Return `text` unchanged, marked for the translators (see `makemessages` in the howto)."""
    return text


class Refusal(Exception):
    """A request that Steelyard understood and will not do; subclasses say what is the case.

    `code` never changes once published. `text` may use `{name}` fields filled from `params`; it is translated where it is shown.
    `fields` maps a form or body field to the sentence that belongs beside it.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 422
    text: ClassVar[str] = sentence("This cannot be done.")

    def __init__(self, *, fields: Mapping[str, str] | None = None, **params: Any) -> None:
        self.params = params
        self.fields = dict(fields or {})
        super().__init__(self.text.format_map(_Lenient(params)))


class _Lenient(dict[str, Any]):
    """Leaves an unknown field visible instead of failing while something else is being refused."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


class NotFound(Refusal):
    """Nothing with that id is there, or not for this actor: the two look the same on purpose."""

    code = "not_found"
    status = 404
    text = sentence("There is nothing here, or nothing you may see. Check the address or ask for access.")


class SignInRequired(Refusal):
    """Nobody is signed in, or the key is unknown, expired or revoked."""

    code = "sign_in_required"
    status = 401
    text = sentence("Sign in, or send a valid API key, to continue.")


class NotAllowed(Refusal):
    """The actor may see the thing but not do this with it."""

    code = "not_allowed"
    status = 403
    text = sentence("Your role does not allow this. Ask an administrator of your organization.")


class InvalidInput(Refusal):
    """The input does not have the shape or range that is asked for; `fields` says where."""

    code = "invalid_input"
    status = 422
    text = sentence("Some of the input needs a correction.")


class ChangedMeanwhile(Refusal):
    """Somebody else changed the thing since it was read."""

    code = "changed_meanwhile"
    status = 409
    text = sentence("This changed while you were looking at it. Reload to see the latest state, then try again.")

"""Forms of connections: what administrators type, before a command judges it."""

import re
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from steelyard.identity.commands.connections import ConnectionTerms
from steelyard.identity.forms import RolesField
from steelyard.identity.terms import MAX_KEY_DAYS, ConnectionKind
from steelyard.kernel.actors import HOST_ROLES, PARTNER_ROLES, Role

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_DOMAIN = re.compile(r"^(?=.{3,253}$)[a-z0-9-]+(\.[a-z0-9-]+)+$")


def check_url(text: str) -> str:
    """Return the address if it is one of https, or of this machine. Raises: ValidationError."""
    parts = urlsplit(text)
    if parts.hostname and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)):
        return text
    raise ValidationError(_("Enter an address that begins with https://."))


def read_domains(text: str) -> tuple[str, ...]:
    """Return the mail domains in a text, by commas or spaces. Raises: ValidationError."""
    names = tuple(sorted({name.lstrip("@").lower() for name in re.split(r"[\s,;]+", text) if name}))
    for name in names:
        if not _DOMAIN.match(name):
            raise ValidationError(_("{name} is not a mail domain.").format(name=name))
    return names


def read_group_roles(text: str, *, is_host: bool) -> dict[str, list[Role]]:
    """Return what each group gives, from lines such as `sales = seller`. Raises: ValidationError."""
    found: dict[str, list[Role]] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        group, _sign, roles = (part.strip() for part in line.rpartition("="))
        named = [name.strip() for name in roles.split(",") if name.strip()]
        possible = HOST_ROLES if is_host else PARTNER_ROLES
        if not group or not named or not set(named) <= possible:
            raise ValidationError(_("This line does not name a group and roles: {line}").format(line=line))
        found[group] = [Role(name) for name in named]
    return found


class TermsForm(forms.Form):
    """What may change about a connection."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=100)
    domains = forms.CharField(
        label=gettext_lazy("Mail domains"),
        help_text=gettext_lazy("Whose people it answers for, by commas. Make sure that they are theirs."),
    )
    secret = forms.CharField(
        label=gettext_lazy("Client secret"),
        required=False,
        strip=True,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Kept encrypted. Leave it empty to keep the one before."),
    )
    sign_in_url = forms.CharField(label=gettext_lazy("Sign-in address"), max_length=500, required=False)
    certificate = forms.CharField(
        label=gettext_lazy("Certificate"), widget=forms.Textarea(attrs={"rows": 4}), required=False, max_length=20_000
    )
    provisions = forms.BooleanField(
        label=gettext_lazy("Let people of these domains in without an invitation"), required=False
    )
    group_claim = forms.CharField(
        label=gettext_lazy("Claim or attribute that holds groups"), max_length=200, required=False
    )
    group_roles = forms.CharField(
        label=gettext_lazy("Roles by group"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One line each, such as: sales = seller. Followed at every sign-in."),
    )
    vouches_second_factor = forms.BooleanField(
        label=gettext_lazy("It asks for a second factor itself; that counts here too"), required=False
    )
    is_enforced = forms.BooleanField(
        label=gettext_lazy("People of these domains sign in here only, with no password or mailed code"), required=False
    )
    is_enabled = forms.BooleanField(label=gettext_lazy("Switched on"), required=False, initial=True)

    def __init__(self, *args: Any, kind: ConnectionKind, is_host: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_host = is_host
        self.fields["default_roles"] = RolesField(
            is_host=is_host, required=False, label=_("Roles of those who are let in")
        )
        if kind == ConnectionKind.OIDC:
            del self.fields["sign_in_url"], self.fields["certificate"]
        else:
            del self.fields["secret"]
            self.fields["sign_in_url"].required = self.fields["certificate"].required = True
        self.order_fields(["name", "issuer", "client_id", "secret", "sign_in_url", "certificate", "domains"])

    def clean_domains(self) -> tuple[str, ...]:
        return read_domains(self.cleaned_data["domains"])

    def clean_sign_in_url(self) -> str:
        return check_url(self.cleaned_data["sign_in_url"])

    def clean_group_roles(self) -> dict[str, list[Role]]:
        return read_group_roles(self.cleaned_data["group_roles"], is_host=self.is_host)

    @staticmethod
    def initial_of(line: dict[str, Any]) -> dict[str, Any]:
        """Return what the form shows of a connection that is there."""
        groups = [f"{group} = {', '.join(roles)}" for group, roles in line["group_roles"].items()]
        return {**line, "domains": ", ".join(line["domains"]), "group_roles": "\n".join(groups)}

    def terms(self) -> ConnectionTerms:
        """Return the terms as the command takes them."""
        identity = ("issuer", "client_id")
        given = {name: value for name, value in self.cleaned_data.items() if name not in identity}
        return ConnectionTerms(**{**given, "default_roles": tuple(given["default_roles"])})


class NewConnectionForm(TermsForm):
    """A connection, with what never changes: who the identity provider is, and as whom we ask it."""

    issuer = forms.CharField(
        label=gettext_lazy("Issuer"),
        max_length=500,
        help_text=gettext_lazy("As the identity provider names itself; it cannot change later."),
    )
    client_id = forms.CharField(label=gettext_lazy("Client id"), max_length=300)

    def __init__(self, *args: Any, kind: ConnectionKind, **kwargs: Any) -> None:
        super().__init__(*args, kind=kind, **kwargs)
        self.kind = kind
        if kind == ConnectionKind.SAML:
            del self.fields["client_id"]
            self.fields["issuer"].label = _("Entity id of the identity provider")

    def clean_issuer(self) -> str:
        issuer: str = self.cleaned_data["issuer"]
        return check_url(issuer) if self.kind == ConnectionKind.OIDC else issuer


class ScimTokenForm(forms.Form):
    """What a directory's token is called and how long it holds."""

    name = forms.CharField(
        label=gettext_lazy("Which directory is it for?"),
        max_length=100,
        help_text=gettext_lazy("Such as: Entra ID, Okta."),
    )
    expires_in_days = forms.TypedChoiceField(
        label=gettext_lazy("How long?"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=[
            ("", gettext_lazy("Until it is revoked")),
            (90, gettext_lazy("90 days")),
            (180, gettext_lazy("180 days")),
            (MAX_KEY_DAYS, gettext_lazy("One year")),
        ],
    )

"""What identity holds of people."""

from collections.abc import Iterator
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db.models import Q, QuerySet

from steelyard.identity.commands.people import ADMINISTRATORS
from steelyard.identity.models import (
    ApiKey,
    DataExport,
    DirectoryAccount,
    Invitation,
    MailLinkUse,
    Membership,
    OAuthClient,
    Person,
    ReviewItem,
    Session,
)
from steelyard.kernel.refusals import sentence
from steelyard.platform import directory
from steelyard.platform.privacy.registry import Facts, Hold, Holding, LawfulBasis, Subject, register_holding

_ACCOUNT = sentence("As long as you belong to an organization, and after that until you are erased.")
_GONE = sentence("Deleted.")


def _find_profile(subject: Subject) -> Iterator[Facts]:
    names = ("email", "name", "title", "phone", "language", "time_zone", "is_active", "created_at", "last_login")
    yield from _plain(Person.objects.filter(id=subject.member_id), *names)


def _call_profile(subject: Subject) -> Iterator[str]:
    for name, phone in Person.objects.filter(id=subject.member_id).values_list("name", "phone"):
        yield from (name, phone)


def _bears_profile(text: str, subject: Subject) -> bool:
    others = Person.objects.exclude(id=subject.member_id)
    return others.filter(Q(name__iexact=text) | Q(phone=text)).exists()


def _hold_organizations(subject: Subject) -> Iterator[Hold]:
    """Hold the last administrator of an organization, without whom nobody could manage its people."""
    open_ones = Membership.objects.filter(until=None, roles__overlap=sorted(ADMINISTRATORS))
    for membership in open_ones.filter(person_id=subject.member_id):
        if not open_ones.filter(partner_id=membership.partner_id).exclude(id=membership.id).exists():
            yield Hold(
                text=sentence("They are the last administrator of an organization. Give somebody else that role first.")
            )


def _remove_profile(subject: Subject) -> None:
    person = Person.objects.filter(id=subject.member_id).first()
    if person is not None:
        person.title = person.phone = ""
        person.last_login = None
        person.is_active = False
        person.set_unusable_password()
        person.save(update_fields=["title", "phone", "last_login", "is_active", "password"])


def _find_memberships(subject: Subject) -> Iterator[Facts]:
    rows = list(Membership.objects.filter(person_id=subject.member_id).order_by("since_at", "id"))
    names = directory.find_organization_names({row.partner_id for row in rows if row.partner_id})
    for row in rows:
        yield {
            "id": row.public_id,
            "organization": names.get(row.partner_id, "") if row.partner_id else "host",
            "roles": row.ordered_roles,
            "since_at": row.since_at,
            "until": row.until,
        }


def _find_invitations(subject: Subject) -> Iterator[Facts]:
    names = ("email", "name", "roles", "message", "created_at", "sent_at", "accepted_at", "revoked_at")
    yield from _plain(Invitation.objects.filter(email__iexact=subject.email).order_by("created_at"), *names)


def _call_invited(subject: Subject) -> Iterator[str]:
    yield from Invitation.objects.filter(email__iexact=subject.email).values_list("name", flat=True)


def _bears_invitation(text: str, subject: Subject) -> bool:
    return Invitation.objects.filter(name__iexact=text).exclude(email__iexact=subject.email).exists()


def _remove_invitations(subject: Subject) -> None:
    Invitation.objects.filter(email__iexact=subject.email).delete()


def _find_sessions(subject: Subject) -> Iterator[Facts]:
    names = ("started_at", "seen_at", "address", "user_agent", "expire_date")
    yield from _plain(Session.objects.filter(person_id=subject.member_id).order_by("started_at"), *names)


def _remove_sessions(subject: Subject) -> None:
    Session.objects.filter(person_id=subject.member_id).delete()


def _find_credentials(subject: Subject) -> Iterator[Facts]:
    for factor in Authenticator.objects.filter(user_id=subject.member_id).order_by("id"):
        yield {"kind": factor.type, "created_at": factor.created_at, "last_used_at": factor.last_used_at}
    for account in SocialAccount.objects.filter(user_id=subject.member_id).order_by("id"):
        yield {"kind": "identity provider", "subject": account.uid, "said": account.extra_data}
    names = ("name", "hint", "scopes", "created_at", "expires_at", "revoked_at", "last_used_at")
    for kind, model in (("API key", ApiKey), ("OAuth client", OAuthClient)):
        for facts in _plain(model.objects.filter(membership__person_id=subject.member_id).order_by("id"), *names):
            yield {"kind": kind, **facts}


def _remove_credentials(subject: Subject) -> None:
    for model in (Authenticator, SocialAccount, EmailAddress):
        model.objects.filter(user_id=subject.member_id).delete()
    OAuthClient.objects.filter(membership__person_id=subject.member_id).delete()
    ApiKey.objects.filter(membership__person_id=subject.member_id).delete()


def _accounts(subject: Subject) -> QuerySet[DirectoryAccount]:
    return DirectoryAccount.objects.filter(Q(membership__person_id=subject.member_id) | Q(email__iexact=subject.email))


def _find_accounts(subject: Subject) -> Iterator[Facts]:
    names = ("user_name", "external_id", "email", "is_active", "said", "created_at", "changed_at")
    yield from _plain(_accounts(subject).order_by("created_at"), *names)


def _remove_accounts(subject: Subject) -> None:
    _accounts(subject).delete()


def _find_reviews(subject: Subject) -> Iterator[Facts]:
    rows = ReviewItem.objects.filter(membership__person_id=subject.member_id).order_by("id")
    for row in rows.select_related("review"):
        yield {
            "review": row.review.name,
            "outcome": row.outcome,
            "roles": row.roles,
            "reason": row.reason,
            "known": row.known,
            "decided_at": row.decided_at,
        }


def _find_exports(subject: Subject) -> Iterator[Facts]:
    names = ("requested_at", "finished_at", "state")
    yield from _plain(DataExport.objects.filter(email__iexact=subject.email).order_by("requested_at"), *names)


def _find_mail_links(subject: Subject) -> Iterator[Facts]:
    yield from _plain(MailLinkUse.objects.filter(person_id=subject.member_id).order_by("used_at"), "action", "used_at")


def _remove_mail_links(subject: Subject) -> None:
    MailLinkUse.objects.filter(person_id=subject.member_id).delete()


def _plain(rows: Any, *names: str) -> Iterator[Facts]:
    yield from rows.values(*names)


register_holding(
    Holding(
        key="profile",
        label=sentence("Profile"),
        content=sentence("Name, mail address, title, phone, language, time zone, last sign-in."),
        purpose=sentence("To know who acts, and to reach them."),
        basis=LawfulBasis.CONTRACT,
        kept=_ACCOUNT,
        after_erasure=sentence("A pseudonym stays in place of name and address; everything else is deleted."),
        find=_find_profile,
        remove=_remove_profile,
        called=_call_profile,
        bears=_bears_profile,
    ),
    Holding(
        key="memberships",
        label=sentence("Memberships"),
        content=sentence("Organization, roles, from when until when."),
        purpose=sentence("To decide who may do what, and to show later who could."),
        basis=LawfulBasis.CONTRACT,
        kept=_ACCOUNT,
        after_erasure=sentence("They end, and stay under the pseudonym."),
        find=_find_memberships,
        holds=_hold_organizations,
    ),
    Holding(
        key="invitations",
        label=sentence("Invitations"),
        content=sentence("Name and mail address, roles, message, what became of it."),
        purpose=sentence("To let people join."),
        basis=LawfulBasis.CONTRACT,
        kept=sentence("For the period that the program decided on; see Retention."),
        after_erasure=_GONE,
        find=_find_invitations,
        remove=_remove_invitations,
        called=_call_invited,
        bears=_bears_invitation,
    ),
    Holding(
        key="sessions",
        label=sentence("Sessions"),
        content=sentence("Network address, browser, start and last use."),
        purpose=sentence("To stay signed in, and to notice strangers."),
        basis=LawfulBasis.LEGITIMATE_INTEREST,
        kept=sentence("Until they end."),
        after_erasure=_GONE,
        find=_find_sessions,
        remove=_remove_sessions,
    ),
    Holding(
        key="credentials",
        label=sentence("Keys and second factors"),
        content=sentence(
            "Second factors, accounts at identity providers, API keys and OAuth clients; never their secrets."
        ),
        purpose=sentence("To prove who you are."),
        basis=LawfulBasis.CONTRACT,
        kept=_ACCOUNT,
        after_erasure=_GONE,
        find=_find_credentials,
        remove=_remove_credentials,
    ),
    Holding(
        key="directory-accounts",
        label=sentence("Accounts in directories"),
        content=sentence(
            "What the directory of your organization says of you: names, addresses, whether you are active."
        ),
        purpose=sentence("To give access to whom your organization wants to have it."),
        basis=LawfulBasis.CONTRACT,
        kept=sentence("Until the directory deletes it."),
        after_erasure=sentence("Deleted. The directory must forget the person too, or it brings them back."),
        find=_find_accounts,
        remove=_remove_accounts,
    ),
    Holding(
        key="access-reviews",
        label=sentence("Access reviews"),
        content=sentence(
            "What was decided about your access, why, and what was known then: roles, last sign-in, keys."
        ),
        purpose=sentence("To show that nobody had access without need."),
        basis=LawfulBasis.LEGITIMATE_INTEREST,
        kept=sentence("As long as the organization."),
        after_erasure=sentence("The decisions stay under the pseudonym."),
        find=_find_reviews,
    ),
    Holding(
        key="mail-links",
        label=sentence("Links used from mails"),
        content=sentence("Which action of a mail you took, and when."),
        purpose=sentence("To let each link work once."),
        basis=LawfulBasis.LEGITIMATE_INTEREST,
        kept=sentence("Until the link would have ended, and a day."),
        after_erasure=_GONE,
        find=_find_mail_links,
        remove=_remove_mail_links,
    ),
    Holding(
        key="exports",
        label=sentence("Exports of your data"),
        content=sentence("The archive, who asked for it and when."),
        purpose=sentence("To answer a person who asks what is held about them."),
        basis=LawfulBasis.LEGAL_OBLIGATION,
        kept=sentence("The archive 7 days."),
        after_erasure=sentence("The archives are deleted; that somebody asked stays under the pseudonym."),
        find=_find_exports,
    ),
)

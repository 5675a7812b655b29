"""What identity refuses, and why."""

from typing import ClassVar

from steelyard.kernel.refusals import NotAllowed, Refusal, SignInRequired, sentence


class AlreadyMember(Refusal):
    """A person with that address already belongs to the organization."""

    code = "already_member"
    status = 409
    text = sentence("{email} already belongs to this organization. Change the roles there instead.")


class AlreadyInvited(Refusal):
    """An open invitation for that address exists."""

    code = "already_invited"
    status = 409
    text = sentence("{email} is invited already. Send the invitation again instead.")


class RolesNotPossible(Refusal):
    """The roles are none at all, or belong to the other side."""

    code = "roles_not_possible"
    text = sentence("Choose at least one role, and only roles that exist in this organization.")


class LastAdministrator(Refusal):
    """Without this person nobody of the organization could manage its people."""

    code = "last_administrator"
    status = 409
    text = sentence("This is the last administrator. Give somebody else that role first.")


class AlreadyDeactivated(Refusal):
    """The membership has ended already."""

    code = "already_deactivated"
    status = 409
    text = sentence("This person is deactivated already.")


class StillActive(Refusal):
    """The person belongs to the organization now."""

    code = "still_active"
    status = 409
    text = sentence("This person is active already.")


class InvitationNotOpen(Refusal):
    """The link is wrong, used, replaced by a newer one, revoked or too old."""

    code = "invitation_not_open"
    status = 410
    text = sentence("This invitation is no longer open. Ask the person who invited you to send a new one.")


class InvitationForSomebodyElse(Refusal):
    """Another person than the invited one is signed in."""

    code = "invitation_for_somebody_else"
    status = 409
    text = sentence("This invitation is for {email}. Sign out first, then open the link again.")


class InvitationAlreadyClosed(Refusal):
    """An accepted or revoked invitation cannot be sent or revoked again."""

    code = "invitation_already_closed"
    status = 409
    text = sentence("This invitation was already accepted or revoked.")


class SignInToAccept(SignInRequired):
    """The invited address already has an account, which must say so itself."""

    code = "sign_in_to_accept"
    text = sentence("You already have an account with this address. Sign in to accept the invitation.")


class ScopeUnknown(Refusal):
    """No such scope exists."""

    code = "scope_unknown"
    text = sentence("There is no scope called {scope}.")


class KeyTooLong(Refusal):
    """A key may not live longer than a year."""

    code = "key_lives_too_long"
    text = sentence("A key lives from 1 to {days} days.")


class KeyNotForKeys(NotAllowed):
    """A program holding a key may not make keys: only a signed-in person does."""

    code = "key_may_not_make_keys"
    text = sentence("A key may not create keys. Sign in to create one.")


class PersonUnknown(Refusal):
    """Nobody with that address belongs to the organization."""

    code = "person_unknown"
    status = 404
    text = sentence("Nobody with the address {email} belongs to that organization.")


class PersonNotSure(Refusal):
    """The person belongs to several organizations and none was named."""

    code = "organization_not_clear"
    text = sentence("{email} belongs to several organizations. Say which one.")


class ApiKeyUnknown(SignInRequired):
    """The bearer's key does not exist, or its holder no longer belongs to the organization."""

    code = "api_key_unknown"
    text = sentence("This API key is not valid. Create a new one under Settings, API keys.")


class ApiKeyExpired(SignInRequired):
    """The key's time is over."""

    code = "api_key_expired"
    text = sentence("This API key has expired. Create a new one under Settings, API keys.")


class ApiKeyRevoked(SignInRequired):
    """Somebody revoked the key."""

    code = "api_key_revoked"
    text = sentence("This API key was revoked. Create a new one under Settings, API keys.")


class MailUnreachable(Refusal):
    """The mail server does not answer, so a code or link cannot be sent."""

    code = "mail_unreachable"
    status = 503
    text = sentence("The mail cannot be sent just now. Try again in a few minutes, or sign in with your password.")


class SecondFactorMissing(NotAllowed):
    """The role asks for a second factor, and the person has set none up."""

    code = "second_factor_missing"
    text = sentence("Your role asks for a second factor at sign-in. Set one up under Settings, Security.")


class PersonOfOthersToo(NotAllowed):
    """The person belongs to organizations as well whose people the actor does not manage."""

    code = "person_of_others_too"
    text = sentence("{name} belongs to other organizations too. Ask the administrator of the program.")


class ExportUnderWay(Refusal):
    """The same person asked for the same export a moment ago."""

    code = "export_under_way"
    status = 409
    text = sentence("This export is being made already. You are told when it is ready.")


class ErasureUnderWay(Refusal):
    """An erasure of the person was asked for already."""

    code = "erasure_under_way"
    status = 409
    text = sentence("The erasure of this person was asked for already. Confirm or withdraw that one.")


class ErasureNotOpen(Refusal):
    """The erasure was confirmed, withdrawn or carried out before."""

    code = "erasure_not_open"
    status = 409
    text = sentence("This erasure was confirmed, withdrawn or carried out before.")


class ErasureOfSomebodyElse(Refusal):
    """The address typed to confirm is not that of the person who is to be erased."""

    code = "erasure_of_somebody_else"
    text = sentence("This is not the address of the person who is to be erased. Type it as it stands above.")


class ExportNotReady(Refusal):
    """The archive is not made yet, or is gone after its time."""

    code = "export_not_ready"
    status = 409
    text = sentence("This export is not ready, or its time is over. Ask for a new one.")


class NoSecondFactor(Refusal):
    """There is nothing to reset."""

    code = "no_second_factor"
    status = 409
    text = sentence("This person has not set up a second factor.")


class SecondFactorUnreadable(NotAllowed):
    """The second factor was sealed with another secret key than the installation has now."""

    code = "second_factor_unreadable"
    text = sentence(
        "Your second factor cannot be checked any more: the secret key of this installation has changed. Use a passkey, or ask an"
        " administrator to reset the second factor."
    )


class DomainTaken(Refusal):
    """Another connection answers for the domain already."""

    code = "domain_taken"
    status = 409
    text = sentence("Another connection answers for {domain} already.")


class ConnectionExists(Refusal):
    """A connection to that identity provider with that client exists."""

    code = "connection_exists"
    status = 409
    text = sentence("There is a connection to this identity provider already.")


class ConnectionRefused(NotAllowed):
    """What the identity provider said is wrong, stale, or meant for somebody else."""

    code = "connection_refused"
    text = sentence("Sign-in through your organization did not succeed. Start it again from the sign-in page.")


class ConnectionSecretUnreadable(NotAllowed):
    """The connection's client secret was sealed with another secret key than the installation has now."""

    code = "connection_secret_unreadable"
    text = sentence(
        "Sign-in through {connection} is broken: the secret key of this installation has changed. The program's administrator must"
        " enter the connection's client secret again."
    )


class AddressNotCovered(NotAllowed):
    """The identity provider does not answer for that mail domain, or has not checked the address."""

    code = "address_not_covered"
    text = sentence("{connection} does not answer for the address {email}. Ask the administrator of the program.")


class NotAdmitted(NotAllowed):
    """The person is unknown or deactivated, and the connection lets nobody new in."""

    code = "not_admitted"
    text = sentence("You have no account here yet. Ask your administrator for an invitation.")


class AccessTokenExpired(SignInRequired):
    """The access token's hour is over."""

    code = "access_token_expired"
    text = sentence("This access token has expired. Get a new one for the client's id and secret.")


class AccessTokenRevoked(SignInRequired):
    """The client whose access token it is was revoked."""

    code = "access_token_revoked"
    text = sentence(
        "The OAuth client of this access token was revoked. Create a new client under Settings, OAuth clients."
    )


class OAuthRefusal(Refusal):
    """A request for an access token that is refused; `error` is the word that RFC 6749, 5.2 has for it."""

    status = 400
    error: ClassVar[str] = "invalid_request"


class ClientUnknown(OAuthRefusal):
    """There is no such client, the secret is not its own, or the client has expired or was revoked."""

    code = "client_unknown"
    status = 401
    error = "invalid_client"
    text = sentence(
        "This is not the id and secret of a client that may have tokens. Create one under Settings, OAuth clients."
    )


class GrantUnknown(OAuthRefusal):
    """Tokens are given for client credentials only."""

    code = "grant_type_unknown"
    error = "unsupported_grant_type"
    text = sentence("Send grant_type=client_credentials; other grants are not offered.")


class ScopeNotGranted(OAuthRefusal):
    """The client asks for a scope that it was not given, or that does not exist."""

    code = "scope_not_granted"
    error = "invalid_scope"
    text = sentence("The client was not given the scope {scope}. It has: {granted}.")


class ScimTokenUnknown(SignInRequired):
    """The token of the directory does not exist, has expired or was revoked, or its connection is switched off."""

    code = "scim_token_unknown"
    text = sentence("This token is not valid. Make a new one on the page of the connection.")


class UserNameTaken(Refusal):
    """Another account of the directory has the user name already."""

    code = "user_name_taken"
    status = 409
    text = sentence("Another account of this directory is called {user_name}.")


class AddressTaken(Refusal):
    """The mail address is that of another account or of another person."""

    code = "address_taken"
    status = 409
    text = sentence("The address {email} belongs to somebody else already.")


class AccountUnknown(Refusal):
    """A group names somebody who is no account of its directory."""

    code = "account_unknown"
    status = 400
    text = sentence("There is no account {account} in this directory.")


class ReviewOfNobody(Refusal):
    """Nobody of the organization is a member in that role."""

    code = "review_of_nobody"
    text = sentence("Nobody has access in that role, so there is nothing to review.")


class ReviewDayNotPossible(Refusal):
    """A review is due on one of the next days, within half a year."""

    code = "review_day_not_possible"
    text = sentence("Choose a day from tomorrow on, within {days} days.")


class ReviewClosed(Refusal):
    """The review has ended, and its record is kept as it is."""

    code = "review_closed"
    status = 409
    text = sentence("This access review is closed. Start another one, or change the member's access on their page.")


class AlreadyReviewed(Refusal):
    """Somebody has decided about that membership."""

    code = "already_reviewed"
    status = 409
    text = sentence("This is decided already. What follows from it can be changed on the member's page.")


class OwnAccess(NotAllowed):
    """Nobody reviews their own access."""

    code = "own_access"
    text = sentence("You cannot review your own access. Another administrator decides about it.")


class ReasonMissing(Refusal):
    """A change of access needs a reason."""

    code = "review_reason_missing"
    text = sentence("Say why: who reads the record later wants to know.")


class MailLinkUnknown(Refusal):
    """The link was changed on its way, or offers what there is not any more."""

    code = "mail_link_unknown"
    status = 410
    text = sentence("This link is not complete, or is not one of ours. Open it again from the mail, or use the portal.")


class MailLinkExpired(Refusal):
    """The link is too old."""

    code = "mail_link_expired"
    status = 410
    text = sentence("This link ended on {day}. Sign in to the portal to go on.")


class MailLinkAlreadyUsed(Refusal):
    """What the link offers was done already."""

    code = "mail_link_already_used"
    status = 410
    text = sentence("This link was used already. It works once.")


class MailLinkStale(Refusal):
    """What the link is about changed after the mail was written."""

    code = "mail_link_stale"
    status = 409
    text = sentence(
        "This changed since the mail was sent, so nothing was done. Open it in the portal to see how it stands."
    )


class MailLinkForSomebodyElse(Refusal):
    """Another person than the mail's reader is signed in."""

    code = "mail_link_for_somebody_else"
    status = 409
    text = sentence(
        "This link was sent to somebody else than who is signed in here. Sign out first, then open it again."
    )


class MailLinkWithoutMembership(Refusal):
    """The person does not belong to the organization any more for which the link was made."""

    code = "mail_link_without_membership"
    status = 410
    text = sentence("You no longer act for the organization that this link was made for, so it does nothing any more.")

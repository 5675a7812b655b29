"""Every way in which contributions say no."""

from steelyard.kernel.refusals import Refusal, sentence


class ContributionAddressInvalid(Refusal):
    """The address is none that people of the public internet can open."""

    code = "contribution_address_invalid"
    text = sentence("Give the address as people open it: with https://, a public host, at most 2,000 characters.")


class ContributionIncomplete(Refusal):
    """Something is missing before it can be handed in."""

    code = "contribution_incomplete"
    text = sentence(
        "Before it is handed in, say: an address or a file, when it was published, who wrote it and how to credit it."
    )


class ContributionTwice(Refusal):
    """The partner has registered that address already."""

    code = "contribution_twice"
    status = 409
    text = sentence("You have registered this address already, as “{title}”. Change that one, or name another address.")


class ContributionAcknowledgedElsewhere(Refusal):
    """Another contribution at that address is acknowledged."""

    code = "contribution_acknowledged_elsewhere"
    status = 409
    text = sentence("“{title}” at this address is acknowledged already. One address counts once.")


class ContributionAuthorUnknown(Refusal):
    """An author is none of the partner's people."""

    code = "contribution_author_unknown"
    text = sentence("Authors must be active people of your organization. Choose those who are listed.")


class ContributionInFuture(Refusal):
    """It is published on a day that has not come."""

    code = "contribution_in_future"
    text = sentence("Register it once it is published: the day must not be later than today.")


class ContributionNotPossibleNow(Refusal):
    """The step does not fit to where the contribution stands."""

    code = "contribution_not_possible_now"
    status = 409
    text = sentence("“{title}” is not where this is possible. Look at it again.")


class ContributionFileMissing(Refusal):
    """There is no file."""

    code = "contribution_has_no_file"
    status = 404
    text = sentence("This contribution has no file.")


class AudienceIsInternal(Refusal):
    """What partners are to see needs an audience that has partners in it."""

    code = "contribution_audience_internal"
    text = sentence("Choose an audience that has partners in it.")

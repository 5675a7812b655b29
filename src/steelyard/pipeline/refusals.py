"""Every way in which pipeline says no."""

from steelyard.kernel.refusals import Refusal, sentence


class OpportunityClosed(Refusal):
    """A closed opportunity does not move."""

    code = "opportunity_closed"
    status = 409
    text = sentence("{name} is closed. Reopen it before you change it.")


class OpportunityOpen(Refusal):
    """Only a closed opportunity can be reopened."""

    code = "opportunity_open"
    status = 409
    text = sentence("{name} is open already.")


class UnknownStage(Refusal):
    """There is no stage with that key."""

    code = "unknown_stage"
    text = sentence("There is no stage called {key}. Choose one that is listed.")


class StageCloses(Refusal):
    """Winning and losing are verbs of their own, because they ask for more than a place on the board."""

    code = "stage_closes"
    text = sentence("{stage} closes an opportunity. Mark it won or lost instead, with the order or the reason.")


class UnknownProductFamily(Refusal):
    """There is no product family with that key."""

    code = "unknown_product_family"
    text = sentence("There is no product family called {key}. Choose one that is listed.")


class UnknownRegion(Refusal):
    """There is no region with that key."""

    code = "unknown_region"
    text = sentence("There is no region called {key}. Choose one that is listed.")


class LineTwice(Refusal):
    """A product family stands on two lines."""

    code = "line_twice"
    text = sentence("{key} is listed twice. Put each product family on one line.")


class LinesExceedAmount(Refusal):
    """The lines come to more than the opportunity."""

    code = "lines_exceed_amount"
    text = sentence("The lines come to {lines}, more than the amount of {amount}. Raise the amount or lower a line.")


class ActivityInFuture(Refusal):
    """An activity that has not happened yet is a next step."""

    code = "activity_in_future"
    text = sentence("This lies in the future. Write it down as the next step, and as an activity when it has happened.")


class ExternalIdInUse(Refusal):
    """Another opportunity carries the same external id."""

    code = "opportunity_external_id_in_use"
    status = 409
    text = sentence("Another opportunity already has the external id {external_id}. Give each its own.")


class AlreadyConverted(Refusal):
    """The registration has become an opportunity already."""

    code = "registration_already_converted"
    status = 409
    text = sentence("This registration has its opportunity already. Open that one instead.")


class NotTheirPerson(Refusal):
    """The person is not of the organization that the owner must be of."""

    code = "not_their_person"
    text = sentence("Choose an active person of the right organization.")


class AccountAlreadyAssigned(Refusal):
    """The new assignment would begin before the present one."""

    code = "account_already_assigned"
    status = 409
    text = sentence("This account has had an owner since {since_on}. Choose a later day.")


class AccountNotNamed(Refusal):
    """Nobody has the account, so nobody can give it up."""

    code = "account_not_named"
    status = 409
    text = sentence("This is nobody's named account.")


class DatesDoNotFit(Refusal):
    """An end lies before its start."""

    code = "dates_do_not_fit"
    text = sentence("The dates do not fit: {earlier} must come before {later}.")

"""Every way in which deal registration says no."""

from steelyard.kernel.refusals import Refusal, sentence


class NotPossibleNow(Refusal):
    """The state of the registration does not allow this."""

    code = "not_possible_now"
    status = 409
    text = sentence("The registration is {state}: this is not possible now.")


class NoLines(Refusal):
    """The registration names no product."""

    code = "no_lines"
    text = sentence("Say at least one product line.")


class UnknownProductLine(Refusal):
    """A line names a product family that is not sold, or twice."""

    code = "unknown_product_line"
    text = sentence("“{family}” is not a product line, or is named twice. Choose from the list.")


class UnknownTerritory(Refusal):
    """The region is not known."""

    code = "unknown_territory"
    text = sentence("“{region}” is not a region. Choose from the list.")


class CloseDateImpossible(Refusal):
    """The close date has passed, or is further away than any deal."""

    code = "close_date_impossible"
    text = sentence("Give a close date from today on, within the next five years.")


class DraftIncomplete(Refusal):
    """The draft lacks what a submission needs; `fields` says what."""

    code = "draft_incomplete"
    text = sentence("Something is missing before this can be submitted.")


class ScopeAlreadyProtected(Refusal):
    """Somebody is protected for the scope; approving means to supersede them."""

    code = "scope_already_protected"
    status = 409
    text = sentence("Another partner is protected for this. To approve it all the same, supersede their protection.")


class EarlierClaimWaits(Refusal):
    """Somebody submitted the same before and waits: first in wins, unless the customer chose."""

    code = "earlier_claim_waits"
    status = 409
    text = sentence(
        "Another partner submitted the same before, completely, and waits. Decide on that registration first,"
        " or supersede it."
    )


class ReviewerNotNeutral(Refusal):
    """The reviewer is paid on a competing deal, or registered this one on the partner's behalf."""

    code = "reviewer_not_neutral"
    status = 403
    text = sentence("You sell to this account, or registered this deal yourself. A colleague has to decide.")


class NothingToDecide(Refusal):
    """No line is held, or one that was named is not."""

    code = "nothing_to_decide"
    status = 409
    text = sentence("There is no held line to decide.")


class ReasonMissing(Refusal):
    """A decision against somebody needs its reason."""

    code = "reason_missing"
    text = sentence("Give the reason: the partner will read it.")


class NoOpenQuestion(Refusal):
    """No question waits for an answer."""

    code = "no_open_question"
    status = 409
    text = sentence("No question waits for an answer.")


class ExtensionAlreadyAsked(Refusal):
    """A request for an extension waits already."""

    code = "extension_already_asked"
    status = 409
    text = sentence("An extension was already requested and waits for its decision.")


class NoExtensionAsked(Refusal):
    """No request for an extension waits."""

    code = "no_extension_asked"
    status = 409
    text = sentence("No request for an extension waits for a decision.")


class ScopeTakenSince(Refusal):
    """The protection ended, and another registration is protected for a part of it since."""

    code = "scope_taken_since"
    status = 409
    text = sentence("The protection ended, and another registration is protected for it now. Refuse the extension.")


class AppealTooLate(Refusal):
    """The time to appeal is over."""

    code = "appeal_too_late"
    status = 409
    text = sentence("The time to appeal against this decision is over.")


class DisputeAlreadyOpen(Refusal):
    """The registration is disputed already."""

    code = "dispute_already_open"
    status = 409
    text = sentence("A dispute about it is open already. Add your statement there.")


class DisputeNotOpen(Refusal):
    """The dispute has ended."""

    code = "dispute_not_open"
    status = 409
    text = sentence("This dispute has ended.")


class ArbiterNotNeutral(Refusal):
    """The person has a part in the deal."""

    code = "arbiter_not_neutral"
    status = 409
    text = sentence("This person has a part in the deal: {parts}.")


class RulingFinal(Refusal):
    """The time to appeal against the ruling is over, or it was appealed against before."""

    code = "ruling_final"
    status = 409
    text = sentence("This ruling is final.")


class StatementMissing(Refusal):
    """A dispute says what is wrong."""

    code = "statement_missing"
    text = sentence("Say what is wrong and what shows it.")


class EvidenceEmpty(Refusal):
    """Evidence needs a file, a link or a note."""

    code = "evidence_empty"
    text = sentence("Add a file, a link or a note.")


class AccountProtected(Refusal):
    """A partner is protected for what direct sales want to open."""

    code = "account_protected"
    status = 409
    text = sentence(
        "A partner is protected for this account and product until {until}. Work with the partner,"
        " or give a reason to override: the partner will read it."
    )


class OverrideNotPossible(Refusal):
    """The rules allow no override."""

    code = "override_not_possible"
    status = 409
    text = sentence("A partner is protected for this account and product, and the rules allow no override.")


class NotAPersonToOwn(Refusal):
    """The person does not register deals at the partner."""

    code = "not_a_person_to_own"
    text = sentence("Choose a seller or an administrator of that partner.")


class NotAHostPerson(Refusal):
    """The person does not work for the host."""

    code = "not_a_host_person"
    text = sentence("Choose a person of our own organization.")

"""How vetting says no."""

from steelyard.kernel.refusals import Refusal, sentence


class QuestionnaireNotOffered(Refusal):
    """The rules have no such questionnaire for the partner."""

    code = "questionnaire_not_offered"
    status = 409
    text = sentence("No questionnaire of this name is for {name} at present.")


class AnswersWrong(Refusal):
    """Answers do not fit their questions, or some are missing."""

    code = "answers_wrong"
    text = sentence("Some answers are missing or do not fit: mend those that are marked.")


class AnswersSubmitted(Refusal):
    """The answers were submitted, and are as they are until somebody decides."""

    code = "answers_submitted"
    status = 409
    text = sentence("These answers were submitted. They can be changed again when more is asked, or at the renewal.")


class NotInReview(Refusal):
    """There is nothing to decide: the answers were not submitted, or are decided."""

    code = "vetting_not_in_review"
    status = 409
    text = sentence("Nothing waits for a decision here: look at what became of it.")


class NotApprover(Refusal):
    """The rules let others decide about such a risk."""

    code = "vetting_not_approver"
    status = 403
    text = sentence("The rules let others decide about this risk: {who}.")


class OwnPartner(Refusal):
    """Who manages a partner does not decide about a high risk of it."""

    code = "vetting_own_partner"
    status = 403
    text = sentence("You manage this partner. Somebody else decides about a high risk.")


class ReasonMissing(Refusal):
    """A decision has a reason."""

    code = "vetting_reason_missing"
    text = sentence("Say why: the reason stays with the decision.")


class RedFlagCleared(Refusal):
    """The red flag was cleared already."""

    code = "red_flag_cleared"
    status = 409
    text = sentence("This red flag was cleared already, with a reason.")

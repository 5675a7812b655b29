"""Every way in which rollouts say no."""

from steelyard.kernel.refusals import Refusal, sentence


class FeatureUnknown(Refusal):
    """No context declares a feature of that key."""

    code = "feature_unknown"
    text = sentence("There is no such feature.")


class FeatureRolledOutAlready(Refusal):
    """A feature has one rollout at a time, so that there is one answer to whom it is open."""

    code = "feature_rolled_out_already"
    status = 409
    text = sentence("“{name}” rolls this feature out already. End that one first.")


class RolloutEnded(Refusal):
    """What has ended stays as it is."""

    code = "rollout_ended"
    status = 409
    text = sentence("This rollout has ended. Begin another one to change who has the feature.")


class StepNotPossible(Refusal):
    """A rollout cannot take the step from the state in which it is."""

    code = "rollout_step_not_possible"
    status = 409
    text = sentence("That cannot be done with a rollout in this state.")


class NothingPlanned(Refusal):
    """A rollout that nobody would ever be admitted by is not started."""

    code = "rollout_without_phases"
    status = 409
    text = sentence("Add a phase, or say from when on everybody has it, then start.")


class DayTaken(Refusal):
    """Two phases begin on one day, so that nobody could say which came first."""

    code = "phase_day_taken"
    text = sentence("Another phase begins on that day.")


class EverybodyTooEarly(Refusal):
    """Everybody would have the feature before a phase begins."""

    code = "everybody_too_early"
    text = sentence(
        "A phase begins on that day or later. Choose a later day for everybody, or an earlier one for the phase."
    )


class CohortUnknown(Refusal):
    """A phase names something that the program does not know."""

    code = "cohort_unknown"
    text = sentence("The program does not know this: {words}.")


class ReasonMissing(Refusal):
    """Whoever pauses or ends a rollout says why."""

    code = "rollout_reason_missing"
    text = sentence("Say why. It stands on the record of the rollout.")


class AnswerMissing(Refusal):
    """Whoever declines feedback tells the person who gave it why."""

    code = "feedback_answer_missing"
    text = sentence("Tell whoever said it why it is declined.")


class AssigneeUnknown(Refusal):
    """Feedback is looked after by somebody of the host."""

    code = "feedback_assignee_unknown"
    text = sentence("Choose somebody of the host.")

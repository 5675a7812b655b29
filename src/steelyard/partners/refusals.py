"""Every way in which partners says no."""

from steelyard.kernel.refusals import Refusal, sentence


class AlreadyEnrolled(Refusal):
    """The company is a partner already."""

    code = "partner_already_enrolled"
    status = 409
    text = sentence("{name} is a partner already. Open its record instead of enrolling it again.")


class ExternalIdTaken(Refusal):
    """Another partner carries the same external id."""

    code = "external_id_taken"
    status = 409
    text = sentence("Another partner already has the external id {external_id}. Give each partner its own.")


class StatusCannotFollow(Refusal):
    """The wanted status does not follow the present one."""

    code = "status_cannot_follow"
    status = 409
    text = sentence("A partner that is {before} cannot become {after}.")


class ReasonMissing(Refusal):
    """The change needs a reason that the partner may read."""

    code = "partner_reason_missing"
    text = sentence("Say why, in words that the partner may read.")


class RequirementsMissing(Refusal):
    """The partner lacks something that the rules ask for in the wanted state."""

    code = "requirements_missing"
    status = 409
    text = sentence("The partner lacks what an active one needs: {missing}.")


class StillOpen(Refusal):
    """The partner has business that somebody has to settle first."""

    code = "partner_still_open"
    status = 409
    text = sentence("{count} things of this partner are still open. Offboard it: the checklist settles them.")


class CannotLeave(Refusal):
    """The partner is leaving already, or has left."""

    code = "partner_cannot_leave"
    status = 409
    text = sentence("{name} is leaving already, or has left.")


class OffboardingClosed(Refusal):
    """The offboarding was completed or called off."""

    code = "offboarding_closed"
    status = 409
    text = sentence("This offboarding was completed or called off meanwhile.")


class StepsOpen(Refusal):
    """Steps of the checklist are not done."""

    code = "offboarding_steps_open"
    status = 409
    text = sentence("Not everything is settled yet: {steps}.")


class WayNotPossible(Refusal):
    """The step cannot be settled in that way."""

    code = "way_not_possible"
    text = sentence("This step cannot be settled that way. Choose one of the ways that it offers.")


class HeirNotPossible(Refusal):
    """What is handed over goes to another partner, which is active."""

    code = "heir_not_possible"
    text = sentence("Choose another partner that is active.")


class CannotReturn(Refusal):
    """Only a partner that has left comes back."""

    code = "partner_cannot_return"
    status = 409
    text = sentence("{name} has not left, so it cannot come back.")


class RoleAlreadyHeld(Refusal):
    """The partner holds that role already."""

    code = "role_already_held"
    status = 409
    text = sentence("The partner already holds the role {role}.")


class RoleNotHeld(Refusal):
    """The partner does not hold the role that should end."""

    code = "role_not_held"
    status = 409
    text = sentence("The partner does not hold the role {role}, so it cannot end.")


class UnknownWord(Refusal):
    """A key (type, tier, region, product family) that the program does not know."""

    code = "unknown_word"
    text = sentence("The program has no {kind} called {key}. Choose one that is listed.")


class PeriodNotPossible(Refusal):
    """The end lies before the start, or before what is already recorded."""

    code = "period_not_possible"
    text = sentence("The dates do not fit: {earlier} must come before {later}.")


class ParentNotPossible(Refusal):
    """A partner cannot belong under itself or under one of its own children."""

    code = "parent_not_possible"
    text = sentence("{parent} belongs under {name} itself, so {name} cannot belong under it.")


class AlreadyRecorded(Refusal):
    """The agreement or certification is on record already."""

    code = "already_recorded"
    status = 409
    text = sentence("This is on record already.")


class NotHostPerson(Refusal):
    """Only people of the host look after partners."""

    code = "not_host_person"
    text = sentence("Choose a person of your own company who is active.")


class SegmentNameTaken(Refusal):
    """Another segment has that name."""

    code = "segment_name_taken"
    status = 409
    text = sentence("There is a segment called {name} already. Choose another name.")


class PartnerUnknown(Refusal):
    """No partner, or more than one, goes by these words."""

    code = "partner_unknown"
    text = sentence("No partner, or more than one, is called {words}. Use its external id.")

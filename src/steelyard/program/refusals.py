"""Every way in which the program says no."""

from steelyard.kernel.refusals import NotFound, Refusal, sentence


class RulebookUnknown(NotFound):
    """No context keeps rules under that name."""

    code = "rulebook_unknown"
    text = sentence("There is no rulebook of that name.")


class NoRulesInForce(Refusal):
    """Nothing was published for the instant, so nothing can be decided."""

    code = "no_rules_in_force"
    status = 409
    text = sentence("No version of these rules is in force at that time. Publish one, then try again.")


class RulesInvalid(Refusal):
    """The rules do not type-check; `fields` says which setting and why."""

    code = "rules_invalid"
    text = sentence("These rules do not fit together yet. Correct the marked settings.")


class OverrideNotAllowed(Refusal):
    """A region wants to change what the global version keeps the same everywhere."""

    code = "override_not_allowed"
    text = sentence("The global rules do not let regions change {settings}.")


class RegionsDoNotFit(Refusal):
    """A regional version in force would contradict the rules being published."""

    code = "regions_do_not_fit"
    status = 409
    text = sentence("With the rules of {region} ({label}) these do not fit together: {problem}")


class VersionIsFinal(Refusal):
    """A published version never changes."""

    code = "version_is_final"
    status = 409
    text = sentence("{label} is published and can no longer be changed. Begin a new draft instead.")


class EffectTooEarly(Refusal):
    """Rules cannot take effect in the past."""

    code = "effect_too_early"
    text = sentence("Rules take effect in the future. Leave the time empty to have them take effect at once.")


class EffectTaken(Refusal):
    """Another version of the same line takes effect at the same instant."""

    code = "effect_taken"
    status = 409
    text = sentence("{label} takes effect at that very time. Choose another.")


class NothingChanged(Refusal):
    """The draft says the same as the version it would follow."""

    code = "nothing_changed"
    text = sentence("This draft says the same as {label}. Change a setting before you publish it.")


class DecisionsUnderWay(Refusal):
    """Decisions that began before hold the rules for a moment."""

    code = "decisions_under_way"
    status = 409
    text = sentence("Decisions are being made under these rules right now. Try again in a moment.")


class RegionUnknown(Refusal):
    """No region has that key."""

    code = "region_unknown"
    text = sentence("There is no region {key}.")


class RegionInsideItself(Refusal):
    """A chain of parents would lead back to the region."""

    code = "region_inside_itself"
    text = sentence("A region cannot lie inside itself. Choose another parent.")


class CountryTaken(Refusal):
    """A country belongs to one region."""

    code = "country_taken"
    status = 409
    text = sentence("{countries}: already in another region. Take it out there first.")


class DecisionNotRepeatable(Refusal):
    """The context that made the decision has not said how to make it again."""

    code = "decision_not_repeatable"
    status = 409
    text = sentence("Decisions of this kind cannot be made again.")


class SimulationNotOffered(Refusal):
    """The context of the rulebook has not said how its past is lived again."""

    code = "simulation_not_offered"
    status = 409
    text = sentence("These rules cannot be simulated.")


class NothingToSimulate(Refusal):
    """The window holds no decision."""

    code = "nothing_to_simulate"
    text = sentence("Nothing was decided in that time. Choose another.")


class WindowImpossible(Refusal):
    """The window ends before it starts, or has not passed yet."""

    code = "window_impossible"
    text = sentence("Choose a time in the past that ends after it starts.")


class SimulationIsOver(Refusal):
    """Only what waits or runs can be cancelled."""

    code = "simulation_is_over"
    status = 409
    text = sentence("This simulation has ended already.")


class SimulationUnderWay(Refusal):
    """One simulation of a draft at a time."""

    code = "simulation_under_way"
    status = 409
    text = sentence("A simulation of this draft is under way. Wait for it, or cancel it.")


class SecondPersonNeeded(Refusal):
    """Whoever wrote a draft does not publish it."""

    code = "second_person_needed"
    status = 409
    text = sentence("You wrote in this draft. Submit it, and let another program administrator publish it.")


class NotSubmitted(Refusal):
    """Its author has not said that the draft is done."""

    code = "not_submitted"
    status = 409
    text = sentence("This draft is not submitted for publication yet. Its author submits it when it is done.")


class NothingToAcknowledge(Refusal):
    """The person was not asked to read that version."""

    code = "nothing_to_acknowledge"
    status = 409
    text = sentence("There is nothing for you to confirm here.")

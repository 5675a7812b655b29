"""What insights refuses."""

from steelyard.kernel.refusals import Refusal, sentence


class MetricUnknown(Refusal):
    """No metric has that name."""

    code = "metric_unknown"
    status = 404
    text = sentence("There is no metric of that name. The catalog lists them all.")


class BoardUnknown(Refusal):
    """No board has that name."""

    code = "board_unknown"
    status = 404
    text = sentence("There is no board of that name. There are balanced and health.")


class NotByThat(Refusal):
    """The metric cannot be broken down or narrowed that way."""

    code = "dimension_not_available"
    status = 422
    text = sentence("This metric is not known by {dimension}.")


class PeriodImpossible(Refusal):
    """The period ends before it begins, or is longer than can be shown."""

    code = "period_impossible"
    status = 422
    text = sentence("Choose a period that ends after it begins and is not longer than ten years.")


class FiguresNotReady(Refusal):
    """The facts were not read yet, on a new installation."""

    code = "figures_not_ready"
    status = 503
    text = sentence("The figures are being prepared. Try again in a minute.")

"""Every way in which use before wins says no."""

from steelyard.kernel.refusals import Refusal, sentence


class WindowUnknown(Refusal):
    """The window is none of those that the rules name."""

    code = "usage_window_unknown"
    text = sentence("Choose one of these windows: {windows} days.")


class StretchEmpty(Refusal):
    """The stretch ends before it begins."""

    code = "usage_stretch_empty"
    text = sentence("The stretch must end after it begins.")

"""Every way in which kits say no."""

from steelyard.kernel.refusals import Refusal, sentence


class KitIsEmpty(Refusal):
    """There is nothing current in a kit that the reader may have."""

    code = "content_kit_is_empty"
    status = 409
    text = sentence("There is nothing in this kit that holds today. Add something current first.")


class KitPartsInvalid(Refusal):
    """A part that there is not, one named twice, or too many of them."""

    code = "content_kit_parts_invalid"
    text = sentence("Name up to {most} assets, each once.")

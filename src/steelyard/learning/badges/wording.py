"""What badges say in words, in the language of the installation, since others read it."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override


def say_criteria(name: str) -> str:
    """Return what somebody has shown who is certified."""
    with override(settings.LANGUAGE_CODE):
        return _("Completed a course for “{name}” with its quizzes, or showed the same elsewhere.").format(name=name)

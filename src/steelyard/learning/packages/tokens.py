"""Addresses of launches: signed, good for as long as a launch may report, and worth nothing anywhere else."""

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from steelyard.kernel.refusals import NotFound
from steelyard.learning.packages.commands import LAUNCH_LASTS

_signer = signing.TimestampSigner(salt="steelyard.learning.packages", sep="~")


def address_of(launch_id: UUID, file_id: UUID) -> str:
    """Return where a launch is run."""
    token = _signer.sign_object([launch_id.hex, file_id.hex])
    return settings.PACKAGES_URL + reverse("learning:package-stage", args=[token])


def read_token(token: str) -> tuple[UUID, UUID]:
    """Return the launch and the archive behind a token. Raises: NotFound, also when its time has passed."""
    try:
        launch, file = _signer.unsign_object(token, max_age=LAUNCH_LASTS)
    except signing.BadSignature as error:
        raise NotFound from error
    return UUID(launch), UUID(file)

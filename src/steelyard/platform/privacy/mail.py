"""Mails that were written into a folder, where no mail server is configured."""

from pathlib import Path

from django.conf import settings

from steelyard.platform.privacy.redaction import Redaction


def drop_written_mail(redaction: Redaction) -> None:
    """Delete the written mails that name the person."""
    folder = Path(settings.EMAIL_FILE_PATH)
    for path in folder.glob("*.log") if folder.is_dir() else ():
        text = path.read_text(encoding="utf-8", errors="replace")
        if redaction.take_from(text) != text:
            path.unlink(missing_ok=True)

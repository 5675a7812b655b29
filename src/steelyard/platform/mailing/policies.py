"""When a refused mail says that the mailbox is gone, and not that the server is busy or dislikes the mail. Pure."""

import re

_GONE = frozenset({550, 551, 553, 556})
"""Replies of RFC 5321 and 7504 that may speak of the mailbox."""
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_DISABLED = "5.2.1"


def is_gone(code: int, said: str) -> bool:
    """Tell whether a server's reply means that mails to this mailbox will never arrive.

    The status of RFC 3463 says it best: 5.1.x speaks of the address, 5.2.1 of a mailbox that was switched off; anything else
    permanent, as 5.7.1 for a policy or 5.2.2 for a full mailbox, may pass. Without a status the reply's code counts.
    """
    status = _STATUS.search(said)
    if status is None:
        return code in _GONE
    return status[1] == "5" and (status[2] == "1" or status[0] == _DISABLED)

"""The tie between a process and the one that started it: nobody stays behind when a parent is killed."""

import os
import signal
import threading
import time

_LOOK_EVERY_SECONDS = 0.5
_GRACE_SECONDS = 10


def end_with(parent: int) -> None:
    """Stop this process, cleanly if it can, once `parent` is no longer its parent. Works the same on every Unix."""
    threading.Thread(target=_watch, args=(parent,), name="lifeline", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_EVERY_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_GRACE_SECONDS)
    os._exit(1)

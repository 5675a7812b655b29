"""Print the cookie of a new session for the person with that id.

python -m bench.signing_in PERSON    (in the installation of STEELYARD_HOME)
"""

import sys
from uuid import UUID

from steelyard.platform.runtime.application import start_application


def main() -> None:
    """Sign the person in, without a password, as nobody can from outside."""
    start_application()
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from steelyard.identity.models import Person
    from steelyard.identity.sessions import STARTED, SessionStore
    from steelyard.platform.clock import utc_now
    from steelyard.platform.db import as_system

    with as_system():
        person = Person.objects.get(id=UUID(sys.argv[1]))
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(person.id), person.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[STARTED] = utc_now().timestamp()
    session.save(must_create=True)
    print(f"{settings.SESSION_COOKIE_NAME}={session.session_key}")


if __name__ == "__main__":
    main()

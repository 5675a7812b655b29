"""Getting a process ready to use the application: environment, database, logs, Django."""

import os

from steelyard.platform.runtime.home import Home
from steelyard.platform.runtime.logs import configure_logging
from steelyard.platform.runtime.postgres import DatabaseUrls, embedded_cluster, ensure_database


def prepare_environment(home: Home) -> DatabaseUrls:
    """Complete the environment that the settings are read from; starts the embedded database where none is named.

    Raises: SetupError.
    """
    home.ensure()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "steelyard.config.settings")
    os.environ["STEELYARD_HOME"] = str(home.root)
    os.environ["STEELYARD_SECRET_KEY"] = home.secret_key()
    owner = os.environ.get("STEELYARD_OWNER_DATABASE_URL")
    app = os.environ.get("STEELYARD_APP_DATABASE_URL")
    urls = DatabaseUrls(owner, app) if owner and app else ensure_database(home, embedded_cluster(home))
    urls.export()
    return urls


def start_application(*, as_owner: bool = False) -> DatabaseUrls:
    """Make Django usable in this process, as the application role or, for migrations, as the owner.

    Raises: SetupError.
    """
    if as_owner:
        os.environ["STEELYARD_DB_ROLE"] = "owner"
    else:
        os.environ.pop("STEELYARD_DB_ROLE", None)
    urls = prepare_environment(Home.from_environment())
    configure_logging()
    import django

    django.setup()
    return urls

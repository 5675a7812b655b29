"""The product's settings on the tests' own database server."""

import os
import tempfile
from ipaddress import ip_network

from tests import database

URLS = database.start()
os.environ["STEELYARD_SECRET_KEY"] = database.HOME.secret_key()
os.environ["STEELYARD_APP_DATABASE_URL"] = URLS.app
os.environ["STEELYARD_OWNER_DATABASE_URL"] = URLS.owner

from steelyard.config.settings import *  # noqa: E402, F403
from steelyard.config.settings import DATABASES  # noqa: E402

DATABASES["default"]["OPTIONS"] = {"server_side_binding": True}  # as in operation, but without a pool
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ALLOWED_HOSTS = ["*"]
API_REQUESTS_PER_MINUTE = 1_000_000  # one key asks thousands of times here
PROVIDER_NETWORKS = (ip_network("127.0.0.0/8"),)  # where the tests' providers are
WEBHOOKS_TO_LOOPBACK = True  # where the tests' receivers are
_facts = tempfile.TemporaryDirectory(prefix="steelyard-facts-")
ANALYTICS_PATH = _facts.name

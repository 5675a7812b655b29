"""The environment variables that an operator may set; the reference page is made from this table."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable: its name, what holds without it, and what it says."""

    name: str
    default: str
    meaning: str


VARIABLES = (
    Variable("DATABASE_URL", "embedded PostgreSQL", "A PostgreSQL server of your own; the login may create roles."),
    Variable("PORT", "8000", "The port of the web server."),
    Variable("STEELYARD_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]", "Host names that requests may carry, by commas."),
    Variable(
        "STEELYARD_ANALYTICS_MEMORY",
        "256MB",
        "The most memory that analytics takes in one process; the rest goes to disk.",
    ),
    Variable(
        "STEELYARD_API_REQUESTS_PER_MINUTE",
        "12000",
        "How often one API key or OAuth client may ask, on each machine; 0 for no limit.",
    ),
    Variable(
        "STEELYARD_APP_DATABASE_URL", "derived", "The application's own login, where DATABASE_URL may not create roles."
    ),
    Variable(
        "STEELYARD_BASE_URL", "http://localhost:PORT", "The address that mails link to; https makes cookies secure."
    ),
    Variable(
        "STEELYARD_BREACHED_PASSWORDS",
        "none",
        "A file of SHA-1 hashes of known passwords, in hexadecimal and in order, one a line; none of them is accepted.",
    ),
    Variable(
        "STEELYARD_CLAMD",
        "none",
        "Where ClamAV's clamd listens, the path of its socket or `host:port`: uploads are then checked for viruses.",
    ),
    Variable("STEELYARD_CURRENCY", "EUR", "The currency in which sums over several currencies are shown."),
    Variable("STEELYARD_DB_POOL_SIZE", "8", "Database connections of one web process."),
    Variable("STEELYARD_DEBUG", "0", "1 shows tracebacks and reloads templates; for developers only."),
    Variable("STEELYARD_DEMO", "0", "1 loads demo data the first time and offers sign-in by one click."),
    Variable("STEELYARD_HOME", "~/.local/share/steelyard", "The data directory: database, files, secret key, logs."),
    Variable("STEELYARD_HOST_NAME", "Steelyard", "The company whose ecosystem this is, as partners read it."),
    Variable("STEELYARD_LOG_FORMAT", "json, or text on a terminal", "`json` or `text`."),
    Variable("STEELYARD_LOG_LEVEL", "INFO", "The least severity that is logged."),
    Variable("STEELYARD_LRS_CREDENTIALS", "none", "The user and password of the record store, as `user:password`."),
    Variable(
        "STEELYARD_LRS_URL",
        "none",
        "An xAPI record store that is told of what learners complete, pass and earn; https, on the public internet.",
    ),
    Variable("STEELYARD_LRS_VERSION", "1.0.3", "The version of xAPI that the record store speaks: 1.0.3 or 2.0.0."),
    Variable("STEELYARD_MAIL_FROM", "steelyard@localhost", "The sender of mails."),
    Variable(
        "STEELYARD_METRICS_TOKEN", "none; this machine only", "The bearer token that /metrics then asks of everybody."
    ),
    Variable(
        "STEELYARD_PACKAGES_URL",
        "http://packages.localhost:PORT on the own machine, else none",
        "Where uploaded packages (SCORM, cmi5) run: the same server under another host name, best of another domain.",
    ),
    Variable("STEELYARD_PREVIEWS_PER_HOUR", "200", "How often a person may ask what a registration can expect."),
    Variable(
        "STEELYARD_PROVIDER_NETWORKS",
        "none",
        "Networks inside, by commas, in which identity providers may stand, such as `10.20.0.0/16`.",
    ),
    Variable(
        "STEELYARD_SECRET_KEY", "generated", "Signs sessions and derives database passwords; the same on all hosts."
    ),
    Variable("STEELYARD_SESSION_HOURS", "336", "Hours after which a session ends in any case."),
    Variable("STEELYARD_SESSION_IDLE_HOURS", "24", "Hours without a request after which a session ends."),
    Variable("STEELYARD_SMTP_HOST", "mails are written to files", "The mail server."),
    Variable("STEELYARD_SMTP_PASSWORD", "none", "The mail server's password."),
    Variable("STEELYARD_SMTP_PORT", "25", "The mail server's port."),
    Variable("STEELYARD_SMTP_TLS", "0", "1 speaks STARTTLS to the mail server."),
    Variable("STEELYARD_SMTP_USER", "none", "The mail server's user."),
    Variable("STEELYARD_TRUSTED_PROXIES", "0", "How many proxies in front may say who the client is."),
    Variable(
        "STEELYARD_TWO_PEOPLE_PUBLISH",
        "1 once there are two program administrators",
        "1: rules are published by somebody who did not write in the draft; 0: by anyone who may publish.",
    ),
    Variable(
        "STEELYARD_WEBHOOKS_TO_LOOPBACK", "0", "1 lets webhooks go to this machine, over http too; for developers."
    ),
    Variable(
        "STEELYARD_XAPI_CREDENTIALS",
        "none",
        "What other systems show that tell `/xapi/statements` of completions, as `user:password`; none: nobody does.",
    ),
)

INTERNAL = frozenset(
    {
        "DJANGO_SETTINGS_MODULE",
        "PROMETHEUS_MULTIPROC_DIR",
        "STEELYARD_DB_ROLE",
        "STEELYARD_OWNER_DATABASE_URL",
        "STEELYARD_SUPERVISOR",
        "XDG_DATA_HOME",
    }
)
"""What Steelyard's own processes tell each other, or what belongs to others."""

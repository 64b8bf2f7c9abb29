"""A database for each size, filled with invented people and kept for the next time."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from stegvis.site import database

REPOSITORY = Path(__file__).resolve().parents[1]
OUT = REPOSITORY / "bench" / "out"
SEED = 2023


def start() -> str:
    """The URL of the benchmark's own embedded server, which stops with this process."""
    OUT.mkdir(parents=True, exist_ok=True)
    return database.start_embedded(OUT / "postgres")


def prepared(server: str, size: int) -> dict[str, str]:
    """The environment of a database with so many enrolments, filled if it is not there yet.

    What was filled by other tables or by other rules than today's is thrown away.
    """
    address = replace(database.parse_url(server), name=f"bench_{size}_{_made_by()}")
    environ = _environ(server, address.name)
    names = _names(address)
    for old in names:
        if old.startswith(f"bench_{size}_") and old != address.name:
            _drop(address, old)
    if address.name not in names or not _filled(address, size):
        tell(f"filling a database with {size:,} people")
        words = ["demo", "fill", "--people", str(size), "--seed", str(SEED)]
        _run(["stegvis.site.cli", *words], environ)
        _execute(address, address.name, sql.SQL("VACUUM ANALYZE"))
    return environ


def measured(module: str, environ: dict[str, str], *words: str) -> Any:
    """What a measurement, in a process of its own, printed as JSON."""
    return json.loads(_run([module, *words], environ))


def tell(what: str) -> None:
    """Say on standard error what is going on; the table alone goes to standard output."""
    print(f"… {what}", file=sys.stderr, flush=True)


def _environ(server: str, name: str) -> dict[str, str]:
    url = server.replace("/stegvis?", f"/{name}?")
    return os.environ | {
        "STEGVIS_DATABASE_URL": url,
        "STEGVIS_DATA": str(OUT),
        "STEGVIS_SECRET_KEY": "only for measuring",
        "PYTHONPATH": str(REPOSITORY),
    }


def _run(module: list[str], environ: dict[str, str]) -> str:
    done = subprocess.run(  # noqa: S603 - our own modules
        [sys.executable, "-m", *module], env=environ, stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(module)} stopped with status {done.returncode}.")
    return done.stdout


def _made_by() -> str:
    """A digest of the tables and of what fills them."""
    digest = hashlib.sha256()
    for path in sorted(REPOSITORY.glob("stegvis/*/migrations/*.py")):
        digest.update(path.read_bytes())
    for path in sorted((REPOSITORY / "stegvis" / "demo").glob("**/fill*")):
        if path.is_file():
            digest.update(path.read_bytes())
    for path in sorted((REPOSITORY / "stegvis" / "demo" / "filling").glob("*.sql")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


def _names(address: database.Address) -> list[str]:
    with psycopg.connect(**address.conninfo("postgres")) as connection:
        return [name for (name,) in connection.execute("SELECT datname FROM pg_database")]


def _filled(address: database.Address, size: int) -> bool:
    with psycopg.connect(**address.conninfo()) as connection:
        found = connection.execute("SELECT to_regclass('participants_enrolment')").fetchone()
        if not found or found[0] is None:
            return False
        counted = connection.execute("SELECT count(*) FROM participants_participant").fetchone()
        return bool(counted and counted[0] == size)


def _drop(address: database.Address, name: str) -> None:
    statement = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
    _execute(address, "postgres", statement)


def _execute(address: database.Address, name: str, statement: sql.Composable) -> None:
    with psycopg.connect(**address.conninfo(name), autocommit=True) as connection:
        connection.execute(statement)

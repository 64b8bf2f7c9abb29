"""Databases that a test made on a server, taken away with the roles that came with them."""

from __future__ import annotations

import psycopg
from psycopg import errors, sql

from stegvis.site import database


def drop(address: database.Address) -> None:
    """Drop the database and its roles, whoever is still connected. Not there is as well.

    The owner may send away its own roles, but not what the server cleans up with meanwhile; that
    makes way by itself for who asks without force.
    """
    with psycopg.connect(**address.conninfo("postgres"), autocommit=True) as server:
        plain = sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(address.name))
        try:
            server.execute(plain + sql.SQL(" WITH (FORCE)"))
        except errors.InsufficientPrivilege:
            server.execute(plain)
        for role in (database.app_role(address.name), database.reader_role(address.name)):
            server.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(role)))

"""``stegvis run``: serve the site from this machine until it is told to stop."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from stegvis.lib.faults import Refused

DEFAULT_PORT = 8000
#: Requests a worker answers at the same time. Each holds one connection to the database.
THREADS = 8
#: How long a request may go on after the signal to stop, in seconds.
GRACE = 10
#: The page that tells whether the site answers.
HEALTH = "/halsa/"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The grammar of the command."""
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="0 takes a free one")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--workers", type=_positive, default=1, help="worker processes")
    parser.add_argument(
        "--demo", action="store_true", help="invented people, and a door into every role"
    )
    parser.set_defaults(run=run)


def _positive(text: str) -> int:
    if text.isdecimal() and int(text) > 0:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is no number of processes. Write 1 or more.")


def run(args: argparse.Namespace) -> int:
    """Serve until Ctrl-C or SIGTERM, then 0. 1 when the server dies. 2 when the port is taken, or
    when the demonstration was asked for where real people may be.

    The embedded database, if it is what serves, stops with the process; what it holds stays.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C, until granian listens
    try:
        place = hold_port(args.host, args.port)
    except (OSError, OverflowError) as error:
        what = getattr(error, "strerror", None) or "a port is a number from 0 to 65535"
        print(
            f"Cannot listen on {args.host}:{args.port}: {what}. Nothing was started.\n"
            "Stop what listens there, or choose another port: stegvis run --port 8080",
            file=sys.stderr,
        )
        return 2
    try:
        with place:
            prepare(demo=args.demo)
            return serve(args.host, place.getsockname()[1], args.workers)
    except KeyboardInterrupt:
        return 0
    except Refused as refused:
        print(f"{refused}\nNothing was started.", file=sys.stderr)
        return 2


def hold_port(host: str, port: int) -> socket.socket:
    """A socket that keeps the address ours until the workers listen on it.

    Workers share an address among themselves, which would also let two servers share one
    without knowing; so it is asked for alone first. OSError when somebody listens there.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as alone:
        alone.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        alone.bind((host, port))
        alone.listen(1)
        port = alone.getsockname()[1]
    shared = socket.socket(family)
    shared.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    shared.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    shared.bind((host, port))
    return shared


def prepare(*, demo: bool) -> None:
    """Database, tables, invented people and static files, all brought to this version."""
    from stegvis.site import cli

    os.environ["STEGVIS_POOL"] = str(THREADS)
    cli.open_database(demo=demo)

    from django.conf import settings
    from django.db import connections

    from stegvis.site.assets import collect

    collect()
    if settings.DEMO:
        from stegvis.demo.start import fill_when_empty
        from stegvis.site import database

        with database.one_at_a_time(settings.OWNER):
            fill_when_empty(say=partial(print, flush=True), at_once=True)
    else:
        from stegvis.site.invented import told_in_earnest

        if said := told_in_earnest():
            print(said, file=sys.stderr, flush=True)
    # Workers are forks of this process: they must not share its connections.
    connections.close_all()
    connections["default"].close_pool()  # type: ignore[attr-defined]


def serve(host: str, port: int, workers: int) -> int:
    """Serve the address until told to stop. 0 then; 1 when a worker died by itself."""
    from granian.constants import Interfaces
    from granian.server import Server

    server = Server(
        "stegvis.site.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        websockets=False,
        log_enabled=False,
        workers_kill_timeout=GRACE,
        respawn_failed_workers=True,
    )
    announce = partial(_announce_when_ready, host, port, multiprocessing.Lock())
    try:
        server.serve(target_loader=partial(_load, announce), wrap_loader=False)
    except SystemExit:
        # Ctrl-C reaches the workers as well, and one that stops first is not one that died.
        if not server.interrupt_signal:
            print("The server stopped by itself; see what stands above.", file=sys.stderr)
            return 1
    print("Stopped. The data stays.", flush=True)
    return 0


def _load(announce: Callable[[], None]) -> Any:
    """The application, in the worker that serves it; tells when it answers."""
    from stegvis.site.wsgi import application

    threading.Thread(target=announce, daemon=True).start()
    return application


def _announce_when_ready(host: str, port: int, first: Any) -> None:
    """Print where the site is as soon as it answers. One worker does it, once."""
    if not first.acquire(block=False):
        return
    name = "localhost" if host in ("127.0.0.1", "0.0.0.0", "::", "::1") else host  # noqa: S104
    asked = Request(f"http://{_reachable(host)}:{port}{HEALTH}", headers={"Host": "localhost"})
    while True:
        try:
            with urlopen(asked, timeout=GRACE):  # noqa: S310 - our own address
                break
        except HTTPError:
            break  # it answers, though it is not well: then the page says so
        except OSError:
            time.sleep(0.02)
    print(f"Stegvis is ready at http://{name}:{port}/   (Ctrl-C stops it, data stays)", flush=True)


def _reachable(host: str) -> str:
    """An address of this machine that reaches what listens on ``host``."""
    anywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104
    host = anywhere.get(host, host)
    return f"[{host}]" if ":" in host else host

"""``stegvis user``: the first accounts of an installation, and help for one who is locked out."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from stegvis.lib.faults import Fault, Refused
from stegvis.site.cli import open_database


def arguments(parser: argparse.ArgumentParser) -> None:
    """The grammar of the two."""
    commands = parser.add_subparsers(dest="user", required=True, metavar="COMMAND")

    add = commands.add_parser("add", help="make an account and give it a role")
    add.add_argument("--email", required=True, metavar="ADDRESS", help="what they sign in with")
    add.add_argument("--name", required=True, metavar="NAME")
    add.add_argument("--role", required=True, metavar="ROLE", help="such as administrator, coach")
    add.add_argument("--association", required=True, metavar="NAME", help="made if not there")
    add.add_argument("--organisation", metavar="NAME", help="the association itself, if not given")
    add.add_argument("--unit", metavar="KEY", help="for coach, head_of_unit and referrer")
    add.set_defaults(run=run_add)

    reset = commands.add_parser("reset", help="a new password and second factor for an account")
    reset.add_argument("--email", required=True, metavar="ADDRESS")
    reset.set_defaults(run=run_reset)

    for command in (add, reset):
        command.add_argument(
            "--url",
            metavar="URL",
            help="where the site answers, such as https://stegvis.example.org",
        )
        command.add_argument(
            "--data", type=Path, metavar="DIR", default=argparse.SUPPRESS,
            help="where the data is kept (STEGVIS_DATA or .data)",
        )  # fmt: skip


def run_add(args: argparse.Namespace) -> int:
    """0 with the link to choose a password on the output; 2 when refused, nothing written."""
    open_database()
    return _told(lambda: add(args), "Nothing was written.")


def run_reset(args: argparse.Namespace) -> int:
    """0 with the link to choose a new password on the output; 2 when there is no such account."""
    open_database(made=True)
    return _told(lambda: reset(args), "Nothing was changed.")


def _told(act: Any, rest: str) -> int:
    try:
        said = act()
    except Refused as refused:
        print(f"{refused}\n{rest}", file=sys.stderr)
        return 2
    print("\n".join(said))
    return 0


def add(args: argparse.Namespace) -> list[str]:
    """Make the account and give the role from today; the sentences that say so, the link last.

    Raises Refused with every fault of the arguments.
    """
    from django.core.exceptions import ValidationError
    from django.db import transaction
    from django.utils import timezone

    from stegvis.access import services, wall
    from stegvis.site.invented import is_invented

    role = _role(args.role)
    name = _named(args.association)
    # Signing in is tried there too; but whoever meant another folder is to know.
    invented = is_invented(name)
    with transaction.atomic():
        association, made = services.association_named(name)
        wall.enter(association.pk, how="command")
        said = [f"Made the association {association.name}."] if made else []
        if invented:
            said.append(f"{name} is the demonstration's here: its people are invented.")
        organisation, unit = _place(args, association)
        try:
            user = services.make_account(
                by=None, association=association, email=args.email, name=args.name
            )
            services.give_role(
                by=None, user=user, role=role, organisation=organisation, unit=unit,
                starts_on=timezone.localdate(),
            )  # fmt: skip
        except ValidationError as refusal:
            raise Refused(_faults(refusal)) from refusal
        path = services.link_to_choose_password(by=None, association=association, user=user)
        where = f"{organisation.name}, {unit.name}" if unit else organisation.name
        return [*said, f"{user.name} is {role.label} for {where}.", *_link(path, args.url)]


def reset(args: argparse.Namespace) -> list[str]:
    """Remove the account's second factor and make a link to choose a password with."""
    from django.db import transaction

    from stegvis.access import services

    with transaction.atomic():
        user = services.account_at(args.email)
        if user is None or user.is_demo:
            raise Refused(
                Fault("--email", f"{args.email} is no account here.", "Write the whole address.")
            )
        removed = services.forget_factor(user=user)
        path = services.link_to_choose_password(by=None, association=None, user=user)
        said = "has no second factor any more" if removed else "had no second factor"
        return [f"{user.name} {said}, and sets one up at the next sign-in.", *_link(path, args.url)]


def _named(name: str) -> str:
    from stegvis.access.models import Association

    name, longest = name.strip(), Association._meta.get_field("name").max_length or 0
    if not name:
        raise Refused(Fault("--association", "is empty.", "Write its name."))
    if len(name) > longest:
        what = f"is longer than {longest} characters."
        raise Refused(Fault("--association", what, "Write a shorter name."))
    return name


def _role(given: str) -> Any:
    from stegvis.access.roles import Role

    known = [role.value for role in Role if role != Role.PARTICIPANT]
    if given not in known:
        raise Refused(
            Fault("--role", f"{given!r} is not a role that is given.", f"Write {', '.join(known)}.")
        )
    return Role(given)


def _place(args: argparse.Namespace, association: Any) -> tuple[Any, Any]:
    """The party and unit that the arguments name. The association itself is a party too."""
    from stegvis.access.models import Organisation, Party, Unit
    from stegvis.access.services import party_named

    unit = Unit.objects.filter(key=args.unit).first() if args.unit else None
    if args.unit and unit is None:
        keys = list(Unit.objects.order_by("key").values_list("key", flat=True))
        raise Refused(Fault("--unit", f"{args.unit!r} is no unit here.", _choose(keys, "a unit")))
    if args.organisation in (None, association.name):
        return party_named(association, association.name, Party.ASSOCIATION), unit
    organisation = Organisation.objects.filter(name=args.organisation).first()
    if organisation is None:
        names = list(Organisation.objects.order_by("name").values_list("name", flat=True))
        what = f"{args.organisation!r} is no party here."
        raise Refused(Fault("--organisation", what, _choose(names, "a party")))
    return organisation, unit


def _choose(names: list[str], what: str) -> str:
    if names:
        return f"Write {', '.join(names)}."
    return f"Publish a programme first, which makes {what}: stegvis definitions publish."


def _faults(refusal: Any) -> list[Fault]:
    """What a service refused, each at the argument it is about."""
    known = {"email": "--email", "name": "--name", "role": "--role", "unit": "--unit"}
    if not hasattr(refusal, "error_dict"):
        return [Fault("", message, "") for message in refusal.messages]
    return [
        Fault(known.get(field, ""), message, "")
        for field, errors in refusal.message_dict.items()
        for message in errors
    ]


def _link(path: str, url: str | None) -> list[str]:
    from django.conf import settings

    days = settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60)
    base = url or (
        "http://localhost:8000" if settings.LOCAL else f"https://{settings.ALLOWED_HOSTS[0]}"
    )
    return [f"Choose a password within {days} days, once, at", f"{base.rstrip('/')}{path}"]

"""Django's own commands, for developers: ``python -m stegvis.site.manage makemigrations``."""

import os
import sys

from stegvis.site import database


def main() -> None:
    if not os.environ.get("STEGVIS_HOSTS"):
        os.environ.setdefault("STEGVIS_LOCAL", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stegvis.site.settings")
    database.open_data()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()

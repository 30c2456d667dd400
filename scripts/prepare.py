"""Before the server starts: compiled messages, a database with the newest tables and the demo in it, static files."""

import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import OperationalError

from scripts.messages import compile_catalogues


def prepare() -> None:
    call_command("migrate", verbosity=0)
    if settings.DEBUG:  # the demo has a login that everybody can read in the documentation
        call_command("seed_demo")
    call_command("collectstatic", interactive=False, verbosity=0)


def main() -> int:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    compile_catalogues()
    try:
        django.setup()
        prepare()
    except ImproperlyConfigured as error:
        print(error, file=sys.stderr)
        return 1
    except OperationalError as error:
        print(f"The database of DATABASE_URL does not answer: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

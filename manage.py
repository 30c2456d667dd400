#!/usr/bin/env python
"""Django's command-line entry point."""

import os
import sys
import traceback

# To a mail server any other failure means: send the mail back. Whatever is wrong here, it shall keep it (sysexits.h).
EX_TEMPFAIL = 75


def main() -> None:
    """Run a command; of the one that a mail server starts, every failure is one that passes."""
    if sys.argv[1:2] != ["receive_mail"]:
        run()
        return
    try:
        run()
    except SystemExit as end:
        if not isinstance(end.code, str):
            raise
        print(end.code, file=sys.stderr)
        sys.exit(EX_TEMPFAIL)
    except Exception:  # noqa: BLE001  settings that cannot be read, a version half installed
        traceback.print_exc()
        sys.exit(EX_TEMPFAIL)


def run() -> None:
    """Run administrative tasks."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError as error:
        raise SystemExit(
            "Django is not installed here: run `make install` first, then .venv/bin/python manage.py."
        ) from error
    from django.core.exceptions import ImproperlyConfigured

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        raise SystemExit(str(error)) from None  # one sentence that says what to set, not where in the code it is read


if __name__ == "__main__":
    main()

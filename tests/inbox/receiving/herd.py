"""Starts `manage.py fetch_mail` again and again without loading it each time: `python -m …herd`.

For each line read, a process is forked from one that has loaded everything but holds no connection, and becomes the
command with the line's arguments; its number is printed. It is whoever asked for it that kills it.
"""

import os
import sys

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.core.management import call_command

    from inbox.management.commands import fetch_mail  # noqa: F401  loaded before the fork

    print("ready", flush=True)
    for line in sys.stdin:
        child = os.fork()
        if not child:
            try:
                call_command("fetch_mail", *line.split())
            finally:
                os._exit(0)
        print(child, flush=True)
        os.waitpid(child, 0)
        print("ended", flush=True)


if __name__ == "__main__":
    main()

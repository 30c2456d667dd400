"""`make bench-data`: fills the database of DATABASE_URL, which must be empty, as that of a large house."""

import argparse
import os
import sys

from tests.bench.large.sizes import Sizes


def arguments() -> Sizes:
    """The sizes that were asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.large", description=__doc__)
    for name, number in Sizes()._asdict().items():
        parser.add_argument(f"--{name}", type=int, default=number, help="default %(default)s")
    return Sizes(**vars(parser.parse_args()))


def main() -> None:
    """Migrate, look whether it is empty, fill."""
    import django
    from django.core.management import call_command

    sizes = arguments()
    if not os.environ.get("DATABASE_URL"):
        sys.exit("Name an empty database by DATABASE_URL: these rows are not to get among your own.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    call_command("migrate", verbosity=0)
    from events.models import Event
    from tests.bench.data import vacuum
    from tests.bench.large.data import fill

    if Event.objects.exists():
        sys.exit("This database holds events already: name an empty one by DATABASE_URL.")
    fill(sizes)
    vacuum()


if __name__ == "__main__":
    main()

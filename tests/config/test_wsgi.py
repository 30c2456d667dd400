"""The web process."""

from tests.config.managing import PRODUCTION, manage_from_nothing

LOOK = "import gc, config.wsgi; print(gc.get_freeze_count(), len(gc.get_objects()))"


def test_nobody_waits_while_garbage_is_looked_for_among_what_was_loaded_at_the_start() -> None:
    done = manage_from_nothing("shell", "-c", LOOK, **PRODUCTION)
    left_alone, looked_through = map(int, done.stdout.split()[-2:])
    assert left_alone > 50 * looked_through, done.stderr

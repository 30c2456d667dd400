"""How large the proofs of the rules are: small in `make test`, whole in `make proofs`; and the seed of their chances.

SEED is the commit, so that each commit tries other chances and one that fails can be tried again: SEED=… repeats it.
"""

import os
import random
import subprocess
import zlib
from collections.abc import Sequence
from typing import TypeVar

Case = TypeVar("Case")

IS_WHOLE = bool(os.environ.get("PROOFS"))
# Rounds in which many processes act at one instant.
ROUNDS = 20 if IS_WHOLE else 2
ROUNDS_OF_TWO = 10 if IS_WHOLE else 2
# Mails damaged by chance, and messages in the outbox while workers are killed.
DAMAGED_MAILS = 2000 if IS_WHOLE else 60
MESSAGES = 60
# Recipients of a mailing, and how many workers are killed over it.
MAILING = (1000, 10) if IS_WHOLE else (12, 1)
# Mails to fetch, and how many fetchers are killed over them.
FETCHED_AND_MOVED = (500, 50) if IS_WHOLE else (40, 5)
FETCHED_AND_MARKED = (100, 10) if IS_WHOLE else (20, 3)


def _of_the_commit() -> int:
    command = ["git", "rev-parse", "--short=8", "HEAD"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return int(done.stdout.strip() or "0", 16)


SEED = int(os.environ["SEED"]) if os.environ.get("SEED") else _of_the_commit()


def some(cases: Sequence[Case], number: int) -> list[Case]:
    """All cases in `make proofs`, else so many of them, drawn by the seed."""
    return list(cases) if IS_WHOLE or number >= len(cases) else random.Random(SEED).sample(cases, number)  # noqa: S311


def is_drawn(name: str) -> bool:
    """Every one in `make proofs`, else each fourth one, drawn by the seed."""
    return IS_WHOLE or zlib.crc32(f"{SEED} {name}".encode()) % 4 == 0


def heading() -> str:
    """What a run says of its proofs."""
    return f"proofs: {'whole' if IS_WHOLE else 'small (`make proofs` runs them whole)'}, SEED={SEED}"

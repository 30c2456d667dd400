"""How passwords of staff are kept."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class ModestArgon2(Argon2PasswordHasher):
    """Argon2id with 19 MiB in two rounds (the OWASP cheat sheet's first choice): a fortieth of a second, one core."""

    memory_cost = 19 * 1024  # KiB
    time_cost = 2
    parallelism = 1

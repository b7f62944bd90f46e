"""How passwords are kept."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Argon2id, at twice the work that OWASP's password storage page asks for 46 MiB.

    Django's default takes 100 MiB and eight threads for each attempt: four people signing in at once
    would need more memory than all the rest of a small server.
    """

    time_cost = 2
    memory_cost = 46 * 1024
    parallelism = 1

"""What a person can mend, told without a traceback."""


class Problem(Exception):
    """Something outside the code is wrong. The command line prints it and leaves with `exit_code`.

    `fix` says what to do about it, in the imperative.
    """

    exit_code = 1

    def __init__(self, message: str, *, fix: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix

    def __str__(self) -> str:
        return f"{self.message} {self.fix}".strip()


class BadSetting(Problem):
    """An environment variable is missing or can't be used. 78 is EX_CONFIG of sysexits.h."""

    exit_code = 78

    def __init__(self, name: str, message: str, *, fix: str = "") -> None:
        super().__init__(f"{name}: {message}", fix=fix)
        self.name = name


def install_fix(extra: str) -> str:
    """Return what to do when a setting needs libraries that are not there. No command to copy: what a package index has
    under our name need not be ours.
    """
    return (
        f"In a checkout start with bin/run, which installs them. Elsewhere install it as flowchat[{extra}]."
    )

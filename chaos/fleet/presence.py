"""Who is there, as one device was told."""

from chaos.fleet.journal import Json


class PresenceView:
    """Takes `ready` and `presence` frames."""

    def __init__(self) -> None:
        self.states: dict[str, str] = {}
        self.others = "unknown"

    def begin(self, ready: Json) -> None:
        """Begin anew with what `ready` told: it names everyone who is online or away."""
        self.states.clear()
        self.take({"people": ready["presence"], "others": ready["others"]})

    def take(self, frame: Json) -> None:
        """Take a change."""
        for one in frame["people"]:
            self.states[one["user_id"]] = one["state"]
        self.others = frame["others"]

    def forget(self) -> None:
        """The socket is gone: nothing is known."""
        self.states.clear()
        self.others = "unknown"

    def state_of(self, user_id: str) -> str:
        """Return online, away, offline or unknown. An offline that was told means no more than "not here"."""
        state = self.states.get(user_id, "offline")
        return self.others if state == "offline" else state

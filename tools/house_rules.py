"""The rules of tools/house_lint.py. Each carries lines it must accept and lines it must refuse: its own tests."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

CODE = (".py", ".ts", ".tsx", ".js", ".mjs", ".sh", ".css", ".html")
TEXT = (*CODE, ".md", ".toml", ".yaml", ".yml", ".json", ".txt", "")


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A pattern that no line of the matching files may hold."""

    name: str
    why: str
    pattern: str
    good: Sequence[str]
    bad: Sequence[str]
    inside: str = ""
    """Only files whose path matches this pattern."""
    outside: str = "$^"
    """Not files whose path matches this one."""
    endings: Sequence[str] = CODE

    def concerns(self, path: str) -> bool:
        """Is this file one the rule speaks about?"""
        name = path.rsplit("/", 1)[-1]
        ending = f".{name.rsplit('.', 1)[1]}" if "." in name else ""
        return (
            ending in self.endings
            and re.search(self.inside, path) is not None
            and re.search(self.outside, path) is None
        )

    def refuses(self, line: str) -> bool:
        """Does this line break the rule?"""
        return re.search(self.pattern, line) is not None


TESTS = r"/tests/|\.test\.tsx?$|^e2e/|conftest\.py$"

RULES = (
    Rule(
        name="open the door",
        why="a view loads objects through access.py, or a check will be forgotten",
        pattern=r"\.objects\.|get_object_or_404",
        inside=r"^server/flowchat/.*/api/",
        outside=TESTS,
        good=["room = room_for(user, room_id)"],
        bad=["room = Room.objects.get(id=room_id)", "get_object_or_404(Room, id=room_id)"],
    ),
    Rule(
        name="save what changed",
        why="saving a whole row undoes what another request changed meanwhile: name update_fields",
        pattern=r"(?<!super\(\))\.save\(\s*\)",
        inside=r"^server/flowchat/.*\.py$",
        outside=TESTS,
        good=['room.save(update_fields=["name"])', "room.save(force_insert=True)"],
        bad=["room.save()"],
    ),
    Rule(
        name="speak through the bus",
        why="only adapters know how processes are connected",
        pattern=r"\bgroup_send\b|get_channel_layer",
        inside=r"^server/flowchat/",
        outside=r"/adapters/|" + TESTS,
        good=["get_bus().publish(envelope)"],
        bad=["async_to_sync(layer.group_send)(name, message)"],
    ),
    Rule(
        name="silence with a reason",
        why="whoever silences a checker says which finding and why, in the same line",
        pattern=(
            r"# type: ignore(?!\[[\w, -]+\]\s+(?:#|-)\s*\w)|# noqa(?!: [\w, ]+\s(?:#|-)+\s*\w)"
            r"|@ts-ignore|@ts-expect-error(?!\s*[:-]+\s*\w)|eslint-disable(?!.*--\s*\w)"
        ),
        outside=r"^tools/house_",
        good=[
            "x = y  # type: ignore[misc]  # the stub forgets that it may be None",
            "import z  # noqa: E402 - the environment must come first",
            "// eslint-disable-next-line no-console -- the only place that may",
        ],
        bad=[
            "x = y  # type: ignore",
            "x = y  # type: ignore[misc]",
            "import z  # noqa: E402",
            "// @ts-ignore",
        ],
    ),
    Rule(
        name="finish it",
        why="half a thing is not merged; what is missing stands in the issues",
        pattern=r"\b(?:TO" + r"DO|FIX" + r"ME|HA" + r"CK)\b",
        endings=TEXT,
        outside=r"package-lock\.json$",
        good=["# Locked first: two people may press the button at once."],
        bad=["# TO" + "DO: lock", "<!-- FIX" + "ME -->"],
    ),
    Rule(
        name="run every test",
        why="a test that doesn't run proves nothing",
        pattern=r"pytest\.skip\(|mark\.skip\b|mark\.xfail|\b(?:it|test|describe)\.(?:skip|only|todo)\b",
        inside=TESTS,
        good=['it("sends", () => {', '@pytest.mark.skipif(os.geteuid() != 0, reason="drops root")'],
        bad=["@pytest.mark.skip", 'it.only("sends", () => {'],
    ),
    Rule(
        name="no machine's paths",
        why="a path or registry of one machine is true nowhere else",
        pattern=(
            r"(?<![\w.~/-])/(?:home|Users|work|workspace|builds)/\w|registry\.npmjs|registry\.yarnpkg"
            r"|pypi\.org/simple|files\.pythonhosted|\b(?:artifactory|nexus|verdaccio|devpi)\b[^\n]*://"
        ),
        endings=TEXT,
        outside=r"^tools/house_",
        good=["see /var/lib/flowchat", "https://example.org/home/page"],
        bad=["cd /home/anna/flowchat", "--index-url https://pypi.org/simple", '"/workspace/flowchat"'],
    ),
    Rule(
        name="start and end, not left and right",
        why="layout follows the direction of the script, so right-to-left needs no second pass",
        pattern=(
            r"[\"'`\s:](?:-?[mp][lr]-[\d\[a-z]|-?(?:left|right)-(?:\d|\[|auto)|text-(?:left|right)\b"
            r"|border-[lr]\b|rounded-[lr]\b|rounded-[tb][lr]\b)"
        ),
        inside=r"^web/src/.*\.tsx$",
        good=['className="ms-2 pe-4 start-0 text-start"', "// on the left side"],
        bad=['className="ml-2"', 'className="absolute right-0"', 'className="text-left"'],
    ),
    Rule(
        name="own origin only",
        why="no request leaves the server's own origin",
        pattern=r"(?:\bsrc|<link[^>]*href)=[{\"'`]+https?://|url\([\"']?https?://|@import\s+[\"']?(?:url\()?[\"']?https?:",
        inside=r"^web/|^server/flowchat/",
        outside=TESTS,
        good=['<img src="/logo.svg">', '<a href="https://example.org">'],
        bad=['<script src="https://cdn.example.org/x.js">', 'background: url("https://example.org/x.png")'],
    ),
    Rule(
        name="markup from people is text",
        why="inner HTML made of what someone wrote runs what someone wrote",
        pattern=r"dangerouslySetInnerHTML|\.(?:inner|outer)HTML\s*=|insertAdjacentHTML|mark_safe\(|\|\s*safe\b",
        inside=r"^web/src/|^server/flowchat/",
        outside=TESTS,
        good=["<span>{text}</span>", "format_html(page, name=name)"],
        bad=["node.innerHTML = text", "mark_safe(text)"],
    ),
    Rule(
        name="calm words",
        why="the interface doesn't shout",
        pattern=r"[\"'`][^\"'`]*\w!(?:[\"'`\s])",
        inside=r"^web/src/strings/",
        good=['"Saved"'],
        bad=['"Saved!"'],
    ),
)

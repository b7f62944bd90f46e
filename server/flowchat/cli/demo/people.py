"""Who lives in the demo."""

from typing import NamedTuple

from flowchat.chat.accounts import models
from flowchat.chat.accounts.actions import create_account
from flowchat.chat.accounts.models import AccountRole, User

PASSWORD = "quiet-flowing-water"  # noqa: S105 - the demo's own, printed at every start and good for nothing else
COMMUNITY = "Riverside Studio"


class Character(NamedTuple):
    """One account of the demo."""

    username: str
    name: str
    about: str
    time_zone: str
    role: AccountRole = AccountRole.MEMBER


CAST = (
    Character("alice", "Alice Moreau", "Keeps the lights on", "Europe/Paris", AccountRole.OWNER),
    Character("bob", "Bob Tanner", "Backend, mostly. Ask me about locks", "Europe/London"),
    Character("carol", "Carol Jensen", "Design and words", "Europe/Copenhagen"),
    Character("yulia", "Юлия Соколова", "Тестирую всё, что движется", "Asia/Almaty"),
    Character("dimitris", "Δημήτρης Παππάς", "Υποστήριξη πελατών", "Europe/Athens"),
    Character("layla", "ليلى حداد", "تصميم وترجمة", "Asia/Amman"),
    Character("noa", "נועה לוי", "Accessibility", "Asia/Jerusalem"),
    Character("arjun", "अर्जुन शर्मा", "डेटा और चाय", "Asia/Kolkata"),
    Character("fang", "王芳", "移动端", "Asia/Shanghai"),
    Character("misaki", "佐藤美咲", "ドキュメント担当です", "Asia/Tokyo"),
    Character("jihoon", "김지훈", "인프라", "Asia/Seoul"),
    Character("jose", "José Núñez", "Community and events", "America/Mexico_City"),
    Character("zoe", "Zoë Lefèvre", "Film, type, small details", "America/Montreal"),
    Character("lukasz", "Łukasz Wiśniewski", "Build, test, repeat", "Europe/Warsaw"),
    Character("omar", "Ömer Çelik", "Partnerships", "Europe/Istanbul"),
)


def make_people() -> dict[str, User]:
    """Name the community and make everyone's account; returns them by username."""
    models.Community.objects.update_or_create(id=1, defaults={"name": COMMUNITY})
    return {one.username: _make(one) for one in CAST}


def _make(one: Character) -> User:
    person = create_account(
        name=one.name,
        username=one.username,
        email=f"{one.username}@demo.example",
        password=PASSWORD,
        role=one.role,
    )
    person.about, person.time_zone = one.about, one.time_zone
    person.save(update_fields=["about", "time_zone"])
    return person

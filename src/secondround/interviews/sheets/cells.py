"""Single cells read: numbers as people write them, moments, recommendations."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

NOT_COVERED = {"", "-", "–", "n/a", "na", "not covered", "none", "nc", "no decision", "not applicable", "?"}
RECOMMENDATIONS = {
    "strong no": "strong_no", "strongno": "strong_no", "definitely not": "strong_no", "strong_no": "strong_no", "no hire": "no",
    "strong no hire": "strong_no", "no": "no", "not": "no", "yes": "yes", "hire": "yes", "strong hire": "strong_yes",
    "strong yes": "strong_yes", "strong_yes": "strong_yes", "definitely": "strong_yes", "": "", "no decision": "", "-": "", "n/a": "",
}  # fmt: skip


def number(text: str) -> float | None:
    """4, 4.5 or 4,5; None where it is none."""
    if not re.fullmatch(r"[+-]?\d{1,6}(?:[.,]\d{1,6})?", text.strip()):
        return None
    return float(text.strip().replace(",", "."))


def is_not_covered(text: str) -> bool:
    return " ".join(text.casefold().split()) in NOT_COVERED


def recommendation(text: str) -> str | None:
    """strong_no, no, yes, strong_yes, or '' for no decision; None where the words mean nothing here."""
    return RECOMMENDATIONS.get(" ".join(text.casefold().replace("-", " ").split()) if text.strip() != "-" else "-")


@dataclass(frozen=True)
class Order:
    """Which of day and month comes first in dates such as 03/04/2026: decided once per file, by the dates that leave no doubt."""

    day_first: bool


_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?\s*(Z|[+-]\d{2}:?\d{2})?"
)
_EUROPE = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?:[ ,]+(\d{1,2})[:.](\d{2})(?::(\d{2}))?)?")


def needs_order(text: str) -> bool:
    """A date written with a slash or a hyphen whose day and month may be either way round."""
    found = _EUROPE.fullmatch(text.strip())
    return bool(found and found[2] != "." and int(found[1]) <= 12 and int(found[3]) <= 12 and found[1] != found[3])


def order_told_by(text: str) -> Order | None:
    found = _EUROPE.fullmatch(text.strip())
    if not found or found[2] == ".":
        return None
    if int(found[1]) > 12:
        return Order(day_first=True)
    return Order(day_first=False) if int(found[3]) > 12 else None


def moment(text: str, zone: str, order: Order | None) -> datetime | None:
    """An aware moment; without a zone of its own it is on the clocks of `zone`. None where it cannot be read."""
    bare = text.strip()
    if found := _ISO.fullmatch(bare):
        year, month, day, hour, minute, second = (int(part) if part else 0 for part in found.groups()[:6])
        return _aware(year, month, day, hour, minute, second, found[7] or "", zone)
    if found := _EUROPE.fullmatch(bare):
        first, last = int(found[1]), int(found[3])
        day_first = found[2] == "." or order is None or order.day_first
        day, month = (first, last) if day_first else (last, first)
        hour, minute, second = (int(part) if part else 0 for part in found.groups()[4:7])
        return _aware(int(found[4]), month, day, hour, minute, second, "", zone)
    return None


def _aware(
    year: int, month: int, day: int, hour: int, minute: int, second: int, offset: str, zone: str
) -> datetime | None:
    try:
        if offset:
            spelled = "+00:00" if offset == "Z" else offset if ":" in offset else f"{offset[:3]}:{offset[3:]}"
            clock = time(hour, minute, second).isoformat()
            return datetime.fromisoformat(f"{date(year, month, day).isoformat()}T{clock}{spelled}")
        return datetime(year, month, day, hour, minute, second, tzinfo=ZoneInfo(zone))
    except ValueError:
        return None


def day(text: str) -> date | None:
    found = moment(text, "UTC", Order(day_first=True))
    return found.date() if found else None

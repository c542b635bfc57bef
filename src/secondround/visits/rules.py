"""Pure rules of a visit: how a day is first laid out, how it moves with its wall clocks, how two versions of it differ."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

GAP, BREAK, LUNCH = 10, 15, 60
LUNCH_FROM, DAY_BEGINS = time(11, 30), time(9, 0)
TWO_HOURS = 120


@dataclass(frozen=True)
class Laid:
    """One item of a first draft: `key` of what it was made of, "" for a break; when it starts on the day's clocks."""

    key: str
    kind: str
    starts: datetime
    minutes: int


def laid_out(talks: Sequence[tuple[str, int]], on: date, zone: ZoneInfo, begins: time = DAY_BEGINS) -> list[Laid]:
    """A first draft of a day: the talks one after the other, a break after two hours, lunch where noon comes."""
    found: list[Laid] = []
    now, run = datetime.combine(on, begins, zone).astimezone(UTC), 0
    noon = datetime.combine(on, LUNCH_FROM, zone).astimezone(UTC)
    has_eaten = now >= noon + timedelta(hours=1)
    for number, (key, minutes) in enumerate(talks):
        if number and not has_eaten and now + timedelta(minutes=minutes) > noon + timedelta(minutes=45):
            found.append(Laid("", "lunch", max(now, noon), LUNCH))
            now, run, has_eaten = found[-1].starts + timedelta(minutes=LUNCH), 0, True
        elif number and run + minutes > TWO_HOURS:
            found.append(Laid("", "break", now, BREAK))
            now, run = now + timedelta(minutes=BREAK), 0
        elif number:
            now += timedelta(minutes=GAP)
        found.append(Laid(key, "talk", now, minutes))
        now, run = now + timedelta(minutes=minutes), run + minutes
    return found


def moved(starts: datetime, days: int, zone: ZoneInfo, to_zone: ZoneInfo) -> datetime:
    """The same time of day so many days later, on the wall clocks of where it then is."""
    wall = starts.astimezone(zone).replace(tzinfo=None) + timedelta(days=days)
    return wall.replace(tzinfo=to_zone).astimezone(UTC)


def end_of_day(on: date, zone: ZoneInfo) -> datetime:
    """The midnight with which a day ends on the clocks of `zone`."""
    return datetime.combine(on + timedelta(days=1), time(0), zone).astimezone(UTC)


@dataclass(frozen=True)
class Difference:
    """One thing in which a later version of a day differs. Codes: on, site, host, coordinator, welcome; of a session: added, removed,
    start, minutes, where, title, about, joined, left."""

    code: str
    session: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """What changed from one told version to the next: the day first, then session by session in the order of the later one."""
    found = [
        Difference(part, facts={"before": before[part], "after": after[part]})
        for part in ("on", "site", "host", "coordinator", "welcome")
        if before[part] != after[part]
    ]
    old, new = ({one["uid"]: one for one in body["sessions"]} for body in (before, after))
    found += [Difference("removed", key, {"before": one}) for key, one in old.items() if key not in new]
    for key, one in new.items():
        if key not in old:
            found.append(Difference("added", key, {"after": one}))
        else:
            found += _of_session(key, old[key], one)
    return found


def _of_session(key: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    for code in ("start", "minutes", "where", "title", "about"):
        if before.get(code, "") != after.get(code, ""):
            yield Difference(
                code, key, {"before": before.get(code, ""), "after": after.get(code, ""), "session": after}
            )
    old, new = ({one["user"]: one["part"] for one in body["people"]} for body in (before, after))
    for user in new:
        if user not in old or old[user] != new[user]:
            yield Difference("joined", key, {"user": user, "part": new[user], "session": after})
    for user in old:
        if user not in new:
            yield Difference("left", key, {"user": user, "session": after})

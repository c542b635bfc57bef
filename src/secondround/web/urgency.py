"""What stands first on somebody's Today: pure. What happens at an hour of today cannot be put off; everything else can be done first."""

from datetime import datetime
from enum import IntEnum
from zoneinfo import ZoneInfo


class Urgency(IntEnum):
    """The order of Today: what takes place today at its hour, what is late, what has a day, what has none."""

    TODAY = 0
    LATE = 1
    DATED = 2
    UNDATED = 3


def urgency(
    *, starts_at: datetime | None, due_at: datetime | None, is_late: bool, at: datetime, zone: ZoneInfo
) -> Urgency:
    """`starts_at`: when it takes place, where it does; `zone`: the clocks of whoever reads, which say what today is."""
    if starts_at and starts_at.astimezone(zone).date() == at.astimezone(zone).date():
        return Urgency.TODAY
    if is_late:
        return Urgency.LATE
    return Urgency.DATED if starts_at or due_at else Urgency.UNDATED

"""One thing that waits for somebody."""

from dataclasses import dataclass
from datetime import datetime

from secondround.candidates.models import Application


@dataclass(frozen=True)
class Wait:
    """One thing that waits: what, about whom, on which position, and where it is done.

    `starts_at`: when it takes place, if it does; `due_at`: until when it is to be done. `refusal`: where its holder says not to judge them.
    """

    what: str
    name: str
    place: str
    link: str
    verb: str
    due_at: datetime | None = None
    is_late: bool = False
    answer: Application | None = None
    starts_at: datetime | None = None
    refusal: str = ""


def about(
    application: Application,
    what: str,
    link: str,
    verb: str,
    due_at: datetime | None = None,
    *,
    is_late: bool = False,
    answer: Application | None = None,
    starts_at: datetime | None = None,
    refusal: str = "",
) -> Wait:
    """Something about one person who applied."""
    name, place = application.candidate.name, application.position.title
    return Wait(what, name, place, link, verb, due_at, is_late, answer, starts_at, refusal)

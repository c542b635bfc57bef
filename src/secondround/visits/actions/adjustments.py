"""What would help a candidate: asked of all, without a reason; and what is arranged, which is all that assessors read."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from secondround.audit.actions import record, turn
from secondround.candidates import access as candidates_access
from secondround.candidates.models import Application
from secondround.people.models import User
from secondround.visits import invitation_letters as letters
from secondround.visits.models import Adjustment

NEEDS = (
    "topics_ahead", "written_questions", "breaks", "more_time", "camera_off", "notes", "quiet_room", "step_free", "interpreter",
    "supporter", "same_face", "no_hypotheticals",
)  # fmt: skip
"""What can be ticked. The words stand in `visits.helping`."""


@dataclass(frozen=True)
class Helping:
    """What would help: what was ticked of the menu, and what was typed beside it."""

    needs: Collection[str]
    words: str = ""


def ask_adjustment(*, by: User, at: datetime, application: Application, needs: Collection[str], words: str) -> None:
    """The candidate says what helps; saying nothing any more takes it back. Whoever recruits reads it, nobody else. Said again as it
    stands, it is told to nobody a second time."""
    candidates_access.check(by, application, at, "adjustment.own")
    known, said = [one for one in NEEDS if one in needs], words.strip()[:2000]
    with turn():
        before = Adjustment.objects.filter(application=application).first()
        if (known, said) == ((before.needs, before.words) if before else ([], "")):
            return
        Adjustment.objects.update_or_create(
            application=application, defaults={"needs": known, "words": said, "asked_at": at}
        )
        if known or said:
            letters.tell_adjustment_asked(by=by, at=at, application=application)
        record(by=by, at=at, act="visits.ask_adjustment", about={"application": application.pk})


def arrange(*, by: User, at: datetime, application: Application, arrangement: str) -> None:
    """What is done about it, in words that everybody on the day may read; the candidate is told."""
    candidates_access.check(by, application, at, "adjustment.arrange")
    said = arrangement.strip()[:2000]
    with turn():
        before = Adjustment.objects.filter(application=application).values_list("arrangement", flat=True).first()
        Adjustment.objects.update_or_create(
            application=application, defaults={"arrangement": said, "arranged_by": by, "arranged_at": at}
        )
        if said and said != before:
            letters.tell_arranged(by=by, at=at, application=application, arrangement=said)
        record(by=by, at=at, act="visits.arrange", about={"application": application.pk})

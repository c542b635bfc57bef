"""What helps a candidate, as far as a reader may know it."""

from dataclasses import dataclass
from datetime import datetime

from secondround.candidates import access as candidates_access
from secondround.candidates.models import Application
from secondround.people.models import User
from secondround.visits.helping import WORDS
from secondround.visits.models import Adjustment


@dataclass(frozen=True)
class HelpShown:
    """`needs` and `words`: what was asked for, to whoever may read it; `arrangement`: what is done about it, to everybody on the day."""

    needs: tuple[str, ...] = ()
    words: str = ""
    arrangement: str = ""
    was_asked: bool = False
    may_arrange: bool = False

    @property
    def asked(self) -> list[str]:
        return [one for one in (*self.needs, self.words) if one]


def help_for(user: User, application: Application, at: datetime) -> HelpShown:
    """For somebody of the hiring side who may read of the invitation or the day."""
    may_arrange = candidates_access.can(user, application, at, "adjustment.arrange")
    found = Adjustment.objects.filter(application=application).first()
    if found is None:
        return HelpShown(may_arrange=may_arrange)
    if not candidates_access.can(user, application, at, "adjustment.read"):
        return HelpShown(arrangement=found.arrangement, may_arrange=may_arrange)
    needs = tuple(str(WORDS[one]) for one in found.needs if one in WORDS)
    return HelpShown(needs, found.words, found.arrangement, found.asked_at is not None, may_arrange)


def arrangement_of(application: Application) -> str:
    """What was arranged to help the candidate; never what they asked for, or why."""
    return Adjustment.objects.filter(application=application).values_list("arrangement", flat=True).first() or ""

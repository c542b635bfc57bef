"""Whether finalists were treated alike; where they were not, why, in somebody's words."""

from datetime import datetime

from secondround.audit.actions import record, turn
from secondround.candidates.models import Application
from secondround.decisions import access
from secondround.decisions.models import TreatmentNote
from secondround.decisions.treating import COMPARED
from secondround.handoff.actions.shortlist import ReasonRefused
from secondround.people.models import User


def note_treatment(*, by: User, at: datetime, application: Application, words: str, about: str = "") -> TreatmentNote:
    """Why this finalist's second round differed from the others': in one thing of `COMPARED`, or as a whole."""
    access.check(by, application, at, "treatment.read")
    missing = [*([] if words.strip() else ["words"]), *([] if about in ("", *COMPARED) else ["about"])]
    if missing:
        raise ReasonRefused(missing)
    with turn():
        made = TreatmentNote.objects.create(application=application, about=about, words=words.strip(), by=by, at=at)
        record(
            by=by,
            at=at,
            act="decisions.note_treatment",
            about={"application": application.pk, "note": made.pk},
            text={"words": made.words},
        )
    return made

"""What a finalist is told of what was heard: tied to behaviour, and read by a second person before it goes anywhere."""

from collections.abc import Mapping
from datetime import datetime

from secondround.audit.actions import record, turn
from secondround.candidates.models import Application
from secondround.decisions import access
from secondround.decisions.models import Feedback
from secondround.people.models import User
from secondround.people.policy import Condition


class FeedbackRefused(ValueError):
    """The argument is a code: words, changed."""


def write_feedback(*, by: User, at: datetime, application: Application, parts: Mapping[str, str]) -> Feedback:
    """`parts`: words by the uid of the competency that they are about. Whatever changes has to be checked anew."""
    access.check(by, application, at, "feedback.write")
    names = {str(one.uid): one.name for one in application.position.competencies.all()}
    said = {uid: words.replace("\r", "").strip() for uid, words in parts.items()}
    kept = [[uid, said[uid]] for uid in names if said.get(uid)]
    if not kept:
        raise FeedbackRefused("words")
    text = "\n\n".join(f"{names[uid]}: {words}" for uid, words in kept)
    with turn():
        held = Feedback.objects.select_for_update().filter(application=application).first()
        if held is not None and held.text == text:
            return held
        new = {"parts": kept, "text": text, "written_by": by, "written_at": at, "checked_by": None, "checked_at": None}
        made, _is_new = Feedback.objects.update_or_create(application=application, defaults=new)
        record(
            by=by,
            at=at,
            act="decisions.write_feedback",
            about={"application": application.pk, "feedback": made.pk},
            text={"words": text},
        )
    return made


def check_feedback(*, by: User, at: datetime, feedback: Feedback, text: str) -> None:
    """A second person has read `text` and finds it fair; words that changed meanwhile are read again."""
    holds = {Condition.SECOND_PERSON} if feedback.written_by_id != by.pk else set()
    access.check(by, feedback.application, at, "feedback.check", holds=holds)
    with turn():
        changed = Feedback.objects.filter(pk=feedback.pk, text=text, written_by=feedback.written_by_id)
        if not changed.update(checked_by=by, checked_at=at):
            raise FeedbackRefused("changed")
        record(
            by=by,
            at=at,
            act="decisions.check_feedback",
            about={"application": feedback.application_id, "feedback": feedback.pk},
        )

"""Topics to go deeper on: chosen by the senior reader from the follow-ups, told to the candidate two working days ahead."""

from datetime import datetime

from secondround.audit.actions import record, turn
from secondround.candidates.models import Application
from secondround.handoff import access as handoff_access
from secondround.interviews.models import FollowUp
from secondround.interviews.rules.words import named_in, shared_run
from secondround.interviews.wording import blank_left
from secondround.people.models import User
from secondround.visits import invitation_letters as letters
from secondround.visits.models import Topic
from secondround.visits.queries.topics import last_day_to_publish, standing_topics, words_not_to_tell

QUOTED = 6
"""Words in a row from a note: fewer are how people talk, this many are the note."""


class TopicRefused(ValueError):
    """The argument is a code (words_wanted, blank, names, quotes, too_late, none, published), `about` what it speaks of."""

    def __init__(self, code: str, about: str = "") -> None:
        super().__init__(code)
        self.code, self.about = code, about


def choose_topic(
    *, by: User, at: datetime, application: Application, text: str, follow_up: FollowUp | None = None
) -> Topic:
    """A topic in the reader's words. It carries no reason, names nobody who judged and quotes no note."""
    _check(by, at, application)
    said = " ".join(text.split())
    if not said:
        raise TopicRefused("words_wanted")
    if left := blank_left(said):
        raise TopicRefused("blank", left)
    names, notes = words_not_to_tell(application, by, at)
    if name := named_in(said, names):
        raise TopicRefused("names", name)
    if quoted := next((run for note in notes if (run := shared_run(said, note, QUOTED))), ""):
        raise TopicRefused("quotes", quoted)
    with turn():
        last = standing_topics(application).count()
        made = Topic.objects.create(
            application=application, follow_up=follow_up, text=said, order=last + 1, made_by=by, made_at=at
        )
        record(by=by, at=at, act="visits.choose_topic", about={"topic": made.pk, "application": application.pk})
    return made


def drop_topic(*, by: User, at: datetime, topic: Topic) -> None:
    """Not asked after all: before it is published without a trace for the candidate, afterwards it is gone from their page."""
    _check(by, at, topic.application)
    with turn():
        if not Topic.objects.filter(pk=topic.pk, withdrawn_at=None).update(withdrawn_at=at):
            raise TopicRefused("none")
        record(by=by, at=at, act="visits.drop_topic", about={"topic": topic.pk})


def publish_topics(*, by: User, at: datetime, application: Application) -> int:
    """Tell the candidate, all that stand unpublished, in one letter. Refused too late before a day that is confirmed."""
    _check(by, at, application)
    with turn():
        latest = last_day_to_publish(application)
        if latest is not None and at.astimezone(latest.zone).date() > latest.on:
            raise TopicRefused("too_late", latest.on.isoformat())
        told = standing_topics(application).filter(published_at=None).update(published_at=at)
        if not told:
            raise TopicRefused("none")
        letters.tell_topics(by=by, at=at, application=application)
        record(by=by, at=at, act="visits.publish_topics", about={"application": application.pk}, text={"count": told})
    return told


def _check(by: User, at: datetime, application: Application) -> None:
    handoff_access.check(by, application, at, "topics.publish")

"""The debrief: opened at once for everybody, entered by each, spoken in in turn."""

from datetime import datetime

from django.db.models import F

from secondround.audit.actions import record, turn
from secondround.audit.rules import canonical
from secondround.candidates.models import Application
from secondround.decisions import access
from secondround.decisions.models import Debrief, DebriefView, Decider
from secondround.decisions.queries.debriefs import (
    SEEN,
    body_of,
    digest,
    given_now,
    has_entered,
    snapshot_of,
    speakers_of,
    waits_of,
)
from secondround.interviews.models import Exposure, Recommendation
from secondround.people.models import User
from secondround.positions import access as positions_access
from secondround.positions.models import Position


class DebriefRefused(ValueError):
    """The argument is a code: no_second_round, cards_open, ended, closed, not_your_turn, spoken, words, no_voice, not_entered."""


def name_decider(*, by: User, at: datetime, position: Position, user: User) -> Decider:
    """From now on this person decides on hire or no for the position; whoever was named before no longer does."""
    positions_access.check(by, position, at, "decider.name")
    with turn():
        Position.objects.select_for_update().get(pk=position.pk)
        held = Decider.objects.filter(position=position, to_at__isnull=True).first()
        if held is not None and held.user_id == user.pk:
            return held
        Decider.objects.filter(position=position, to_at__isnull=True).update(to_at=at)
        made = Decider.objects.create(position=position, user=user, named_by=by, from_at=at)
        record(by=by, at=at, act="decisions.name_decider", about={"position": position.pk, "user": user.pk})
    return made


def open_debrief(*, by: User, at: datetime, application: Application) -> Debrief:
    """Open everything at once. The figures are frozen now; whoever opened has seen it. Opening again is going in."""
    access.check(by, application, at, "debrief.open")
    with turn():
        held = Application.objects.select_for_update().select_related("position").get(pk=application.pk)
        standing = Debrief.objects.filter(application=held, closed_at__isnull=True).first()
        if standing is None:
            standing = _open(by, at, held)
        enter_debrief(by=by, at=at, debrief=standing)
    return standing


def _open(by: User, at: datetime, application: Application) -> Debrief:
    waits = waits_of(application)
    if waits.is_over:
        raise DebriefRefused("ended")
    if not waits.has_second_round:
        raise DebriefRefused("no_second_round")
    if waits.open:
        raise DebriefRefused("cards_open")
    speakers = speakers_of(application, at)
    given = given_now(application, speakers, at)
    body = body_of(application, given)
    made = Debrief.objects.create(
        application=application,
        body=body,
        sha256=digest(body),
        inputs_sha256=digest(canonical(given).decode()),
        opened_by=by,
        opened_at=at,
    )
    Debrief.objects.filter(pk=made.pk).update(model_version=snapshot_of(made)["figures"]["model_version"])
    DebriefView.objects.bulk_create(
        DebriefView(debrief=made, user=one, order=order) for order, one in enumerate(speakers, start=1)
    )
    record(
        by=by,
        at=at,
        act="decisions.open_debrief",
        about={"application": application.pk, "debrief": made.pk, "speakers": [one.pk for one in speakers]},
        text={"sha256": made.sha256, "inputs": made.inputs_sha256},
    )
    return made


def enter_debrief(*, by: User, at: datetime, debrief: Debrief) -> None:
    """Go in. From now on a card or an amendment of one's own says that one had seen everybody's."""
    access.check(by, debrief.application, at, "debrief.read")
    if has_entered(by, debrief):
        return
    with turn():
        Exposure.objects.create(user=by, application=debrief.application, what=SEEN, at=max(at, debrief.opened_at))
        record(
            by=by,
            at=at,
            act="decisions.enter_debrief",
            about={"application": debrief.application_id, "debrief": debrief.pk},
        )


def move_speaker(*, by: User, at: datetime, debrief: Debrief, user: User, up: bool) -> None:
    """Change places with the neighbour, among those who have not spoken; at the end nothing happens."""
    access.check(by, debrief.application, at, "debrief.order")
    with turn():
        locked = _locked(debrief)
        rows = [one for one in locked.views.order_by("order", "pk") if one.spoke_at is None]
        here = next((index for index, one in enumerate(rows) if one.user_id == user.pk), None)
        there = None if here is None else here + (-1 if up else 1)
        if here is None or there is None or not 0 <= there < len(rows):
            return
        first, second = rows[here], rows[there]
        DebriefView.objects.filter(pk=first.pk).update(order=second.order)
        DebriefView.objects.filter(pk=second.pk).update(order=first.order)
        _changed(locked)
        record(
            by=by,
            at=at,
            act="decisions.order_debrief",
            about={"debrief": debrief.pk, "user": user.pk},
            text={"up": up},
        )


def speak(
    *, by: User, at: datetime, debrief: Debrief, words: str, recommendation: Recommendation | None = None
) -> DebriefView:
    """One's own view, when everybody before has given theirs. It stays as it was given."""
    access.check(by, debrief.application, at, "debrief.speak")
    if not words.strip():
        raise DebriefRefused("words")
    with turn():
        locked = _locked(debrief)
        if not has_entered(by, locked):
            raise DebriefRefused("not_entered")
        own = locked.views.filter(user=by).first()
        if own is None:
            raise DebriefRefused("no_voice")
        if own.spoke_at is not None:
            raise DebriefRefused("spoken")
        if locked.views.filter(order__lt=own.order, spoke_at__isnull=True).exists():
            raise DebriefRefused("not_your_turn")
        DebriefView.objects.filter(pk=own.pk).update(
            words=words.strip(), recommendation=recommendation or "", spoke_at=at
        )
        _changed(locked)
        record(
            by=by,
            at=at,
            act="decisions.speak",
            about={"debrief": debrief.pk, "application": debrief.application_id, "view": own.pk},
            text={"recommendation": recommendation or "", "words": words.strip()},
        )
    own.refresh_from_db()
    return own


def _locked(debrief: Debrief) -> Debrief:
    """The debrief, held until the change is through. What was decided is not spoken about any more here."""
    held = Debrief.objects.select_for_update(of=("self",)).select_related("application__position").get(pk=debrief.pk)
    if held.closed_at is not None:
        raise DebriefRefused("closed")
    return held


def _changed(debrief: Debrief) -> None:
    Debrief.objects.filter(pk=debrief.pk).update(edit=F("edit") + 1)

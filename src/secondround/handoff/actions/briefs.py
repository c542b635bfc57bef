"""The brief: frozen, handed over, asked more of, written beside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db.models import Max

from secondround.audit.actions import record, turn
from secondround.audit.rules import canonical
from secondround.candidates.access import is_self
from secondround.candidates.actions import close_case, open_case
from secondround.candidates.models import Application, ApplicationState, CaseRole
from secondround.handoff import access
from secondround.handoff.actions.figures import keep_inputs
from secondround.handoff.models import Brief, BriefBody, BriefQuestion, BriefReader, MarginNote
from secondround.handoff.queries.briefs import assembled_from, order_of_questions
from secondround.handoff.rules.places import OWN, own_ahead
from secondround.interviews.actions import Ask, ask
from secondround.interviews.models import Exposure, FollowUp
from secondround.interviews.queries import NUMBERS_OPENED, known_rounds
from secondround.people.models import User
from secondround.positions.models import Competency


class BriefRefused(ValueError):
    """The argument is a code: not_advanced, not_frozen, is_candidate, words, changed_elsewhere."""


def freeze_brief(*, by: User, at: datetime, application: Application) -> Brief:
    """Freeze what is known now as the next version. Earlier versions stay; answered and dropped follow-ups stay as they are."""
    access.check(by, application, at, "brief.freeze")
    rounds = access.rounds_to_freeze(application, at)
    if application.state != ApplicationState.ADVANCED:
        raise BriefRefused("not_advanced")
    body, comparison = assembled_from(application, at)
    inputs = sha256(canonical({name: part for name, part in body.items() if name != "questions"})).hexdigest()
    text = canonical(body).decode()
    with turn():
        newest = Brief.objects.filter(application=application).aggregate(newest=Max("version"))["newest"] or 0
        made = Brief.objects.create(
            application=application,
            version=newest + 1,
            body=BriefBody.objects.create(text=text),
            sha256=sha256(text.encode()).hexdigest(),
            inputs_sha256=inputs,
            model_version=str(body["numbers"].get("model_version", "")),
            frozen_by=by,
            frozen_at=at,
        )
        made.rounds.set(rounds)
        keep_inputs(by=by, at=at, comparison=comparison)
        _ask(by=by, at=at, brief=made, questions=body["questions"])
        record(
            by=by,
            at=at,
            act="handoff.freeze_brief",
            about={"application": application.pk, "brief": made.pk},
            text={"version": made.version, "sha256": made.sha256, "inputs": inputs},
        )
    return made


def _ask(*, by: User, at: datetime, brief: Brief, questions: Sequence[dict[str, object]]) -> None:
    """Follow-ups of a new version take their places behind those that stand already, and may tell of what it speaks of."""
    application, rounds = brief.application, list(brief.rounds.all())
    known = {str(one.uid): one for one in application.position.competencies.all()}
    asks = [
        Ask(
            key=str(one["key"]),
            question=str(one["prompt"]),
            competency=known.get(str(one["competency"])),
            reason={"code": one["code"], "facts": one["facts"], "minutes": one["minutes"]},
        )
        for one in questions
    ]
    for follow_up in ask(by=by, at=at, application=application, asks=asks, rounds=rounds, from_rules=True):
        _place(application, follow_up)


def _place(application: Application, follow_up: FollowUp) -> None:
    last = BriefQuestion.objects.filter(application=application).aggregate(last=Max("order"))["last"] or 0
    BriefQuestion.objects.get_or_create(follow_up=follow_up, defaults={"application": application, "order": last + 1})


def _place_own(application: Application, follow_up: FollowUp) -> None:
    rows = list(order_of_questions(application).select_for_update().select_related("follow_up"))
    ahead = own_ahead([row.follow_up.key for row in rows])
    made = BriefQuestion.objects.create(follow_up=follow_up, application=application, order=0)
    _order([*rows[:ahead], made, *rows[ahead:]])


def _order(rows: Sequence[BriefQuestion]) -> None:
    for order, row in enumerate(rows, start=1):
        if row.order != order:
            BriefQuestion.objects.filter(pk=row.pk).update(order=order)


def hand_over(*, by: User, at: datetime, application: Application, reader: User) -> BriefReader:
    """Name a reader of the briefs of one application: from now on, and for as long as the naming stands, they may read."""
    access.check(by, application, at, "brief.name_reader")
    if not Brief.objects.filter(application=application).exists():
        raise BriefRefused("not_frozen")
    if is_self(reader, application):
        raise BriefRefused("is_candidate")
    with turn():
        named = BriefReader.objects.filter(to_at__isnull=True, application=application, user=reader).first()
        if named:
            return named
        named = BriefReader.objects.create(application=application, user=reader, named_by=by, from_at=at)
        open_case(
            by=by,
            at=at,
            application=application,
            user=reader,
            role=CaseRole.SENIOR_READER,
            reason="reader of the brief",
            is_informed=True,
        )
        record(
            by=by,
            at=at,
            act="handoff.hand_over",
            about={"application": application.pk, "reader": reader.pk},
        )
    return named


def end_reader(*, by: User, at: datetime, reader: BriefReader) -> None:
    """A naming ends, in open sessions and by every link, with this transaction. What the reader wrote remains theirs."""
    access.check(by, reader.application, at, "brief.name_reader")
    with turn():
        BriefReader.objects.filter(pk=reader.pk, to_at__isnull=True).update(to_at=at)
        close_case(by=by, at=at, application=reader.application, user=reader.user, role=CaseRole.SENIOR_READER)
        record(
            by=by,
            at=at,
            act="handoff.end_reader",
            about={"application": reader.application_id, "reader": reader.user_id},
        )


def open_numbers(*, by: User, at: datetime, application: Application) -> None:
    """Look at the numbers before one's own rating is in. Possible, and recorded: a later card says that its author had seen them."""
    access.check(by, application, at, "brief.open_numbers")
    with turn():
        _, is_new = Exposure.objects.get_or_create(
            user=by, application=application, what=NUMBERS_OPENED, defaults={"at": at}
        )
        if is_new:
            record(by=by, at=at, act="handoff.open_numbers", about={"application": application.pk})


def add_question(
    *, by: User, at: datetime, application: Application, question: str, competency: Competency | None = None
) -> FollowUp:
    """A question of the reader's own: behind those that they asked before, ahead of the brief's."""
    access.check(by, application, at, "brief.annotate")
    if not question.strip():
        raise BriefRefused("words")
    with turn():
        own = FollowUp.objects.filter(application=application, key__startswith=OWN).count()
        wanted = Ask(key=f"{OWN}{own + 1}", question=question.strip(), competency=competency, reason={"code": "own"})
        known = known_rounds(by, application, at)
        (made,) = ask(by=by, at=at, application=application, asks=[wanted], rounds=known)
        _place_own(application, made)
        record(by=by, at=at, act="handoff.add_question", about={"follow_up": made.pk})
    return made


@dataclass(frozen=True)
class Move:
    """One step up or down."""

    follow_up: FollowUp
    up: bool


def move_question(*, by: User, at: datetime, application: Application, move: Move) -> None:
    """Change places with the neighbour; at the end nothing happens."""
    access.check(by, application, at, "brief.annotate")
    with turn():
        rows = list(order_of_questions(application).select_for_update())
        here = next((i for i, row in enumerate(rows) if row.follow_up_id == move.follow_up.pk), None)
        there = None if here is None else here + (-1 if move.up else 1)
        if here is None or there is None or not 0 <= there < len(rows):
            return
        rows[here], rows[there] = rows[there], rows[here]
        _order(rows)
        record(
            by=by,
            at=at,
            act="handoff.move_question",
            about={"application": application.pk, "follow_up": move.follow_up.pk},
            text={"up": move.up},
        )


def write_margin(*, by: User, at: datetime, application: Application, text: str, version: int) -> MarginNote:
    """Save the reader's own notes. `version` is the one they were typed on; a newer one in store is never overwritten unseen."""
    access.check(by, application, at, "brief.annotate")
    with turn():
        margin, is_new = MarginNote.objects.select_for_update().get_or_create(
            application=application, user=by, defaults={"text": text, "version": 1, "saved_at": at}
        )
        if not is_new and margin.text != text:
            if margin.version != version:
                raise BriefRefused("changed_elsewhere")
            MarginNote.objects.filter(pk=margin.pk).update(text=text, version=version + 1, saved_at=at)
            margin.refresh_from_db()
        # The record says that something was written, never what: the margin is its author's alone.
        record(by=by, at=at, act="handoff.write_margin", about={"application": application.pk, "margin": margin.pk})
    return margin

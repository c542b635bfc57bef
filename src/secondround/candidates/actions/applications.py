"""Candidates, their applications, documents and facts; who may open a file and who must not."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from secondround.audit.actions import Machine, record, turn
from secondround.candidates import access
from secondround.candidates.duplicates import name_key, phone_key
from secondround.candidates.models import (
    Application,
    ApplicationState,
    Candidate,
    CandidateFact,
    CandidateSlot,
    CaseMember,
    CaseRole,
    Conflict,
    ConflictKind,
    Document,
    FactSource,
)
from secondround.candidates.resume.text import read_resume
from secondround.candidates.rules import family_name, folded
from secondround.candidates.storage import StoredFile, fetch
from secondround.people import access as people_access
from secondround.people.actions.times import AlreadyBooked
from secondround.people.models import User
from secondround.people.policy import Facts
from secondround.positions import access as positions_access
from secondround.positions.models import Position, Round

Actor = User | Machine
FACT_LINES = 10


def add_candidate(
    *,
    by: Actor,
    at: datetime,
    position: Position,
    name: str,
    email: str | None = None,
    phone: str = "",
    language: str = "",
) -> Candidate:
    """A new person, entered by whoever recruits for `position`."""
    positions_access.check(by, position, at, "candidate.add")
    with turn():
        made = Candidate.objects.create(
            name=name,
            family_name=family_name(name),
            folded=folded(name),
            name_key=name_key(name),
            email=email or None,
            phone=phone,
            phone_key=phone_key(phone),
            language=language,
            made_at=at,
        )
        record(by=by, at=at, act="candidates.add", about={"candidate": made.pk}, text={"name": name})
    return made


def receive_application(
    *,
    by: Actor,
    at: datetime,
    candidate: Candidate,
    position: Position,
    owner: User,
    answer_by: date,
    source: str = "",
    state: ApplicationState = ApplicationState.FIRST_ROUND,
) -> Application:
    """One application per candidate and position. It is open from now on: `owner` owes an answer by `answer_by`."""
    positions_access.check(by, position, at, "candidate.add")
    with turn():
        made = Application.objects.create(
            candidate=candidate,
            position=position,
            owner=owner,
            answer_by=answer_by,
            source=source,
            state=state,
            received_at=at,
        )
        record(
            by=by,
            at=at,
            act="candidates.receive_application",
            about={"application": made.pk, "candidate": candidate.pk, "position": position.pk, "owner": owner.pk},
            text={"answer_by": answer_by.isoformat(), "source": source},
        )
    return made


def promise_answer(*, by: Actor, at: datetime, application: Application, owner: User, answer_by: date) -> None:
    """Change who owes the answer, or by when."""
    access.check(by, application, at, "answer.settle")
    with turn():
        Application.objects.filter(pk=application.pk).update(owner=owner, answer_by=answer_by)
        record(
            by=by,
            at=at,
            act="candidates.promise_answer",
            about={"application": application.pk, "owner": owner.pk},
            text={"answer_by": answer_by.isoformat()},
        )


def write_facts(
    *, by: Actor, at: datetime, application: Application, facts: Sequence[tuple[str, str]], source: FactSource
) -> list[CandidateFact]:
    """The lines on the person, (kind, text) in order, ten at most; replaces the earlier lines that nobody confirmed.

    Lines that the candidate confirmed stay where they are.
    """
    access.check(by, application, at, "fact.write")
    with turn():
        standing = application.candidate.facts.select_for_update().filter(removed_at__isnull=True)
        standing.filter(confirmed_at__isnull=True).update(removed_at=at)
        taken = set(standing.filter(confirmed_at__isnull=False).values_list("order", flat=True))
        free = [order for order in range(1, FACT_LINES + 1) if order not in taken]
        made = [
            CandidateFact(
                candidate=application.candidate,
                kind=kind,
                text=text,
                order=order,
                source=source,
                entered_by=by if isinstance(by, User) else None,
                entered_at=at,
            )
            for order, (kind, text) in zip(free, facts, strict=False)
        ]
        CandidateFact.objects.bulk_create(made)
        record(
            by=by,
            at=at,
            act="candidates.write_facts",
            about={"candidate": application.candidate_id},
            text={"facts": [list(fact) for fact in facts], "source": source.value},
        )
    return made


def add_document(
    *, by: Actor, at: datetime, application: Application, file: StoredFile, kind: str = "resume"
) -> Document:
    """Attach a file that already lies in the store, with what the box read from it; the same bytes twice are one document."""
    access.check(by, application, at, "fact.write")
    with turn():
        document, is_new = Document.objects.get_or_create(
            application=application,
            sha256=file.sha256,
            defaults={
                "kind": kind,
                "stored_as": file.stored_as,
                "original_name": file.original_name,
                "media_type": file.media_type,
                "size": file.size,
                "text": file.text,
                "text_outcome": file.text_outcome,
                "text_warnings": list(file.text_warnings),
                "added_at": at,
                "added_by": by if isinstance(by, User) else None,
            },
        )
        if is_new:
            record(
                by=by,
                at=at,
                act="candidates.add_document",
                about={"application": application.pk, "document": document.pk},
                text={"name": file.original_name, "outcome": file.text_outcome},
            )
    return document


def open_case(
    *,
    by: Actor,
    at: datetime,
    application: Application,
    user: User,
    role: CaseRole,
    reason: str,
    round: Round | None = None,
    owes: bool = False,
    is_informed: bool = False,
    until: datetime | None = None,
) -> CaseMember:
    """Give somebody sight on one candidacy from now on. `owes`: a scorecard of `round` is wanted, so its holder is blind on it.

    `until`: when it ends by itself; sight that was given without an end keeps it.
    """
    with turn():
        held = CaseMember.objects.filter(
            Q(to_at__isnull=True) | Q(to_at__gt=at), application=application, user=user, role=role, round=round
        ).first()
        if held is None:
            held = CaseMember.objects.create(
                user=user,
                application=application,
                role=role,
                round=round,
                is_informed=is_informed,
                reason=reason,
                from_at=at,
                to_at=until,
                owes_round=round if owes else None,
            )
        elif held.to_at is not None and held.to_at != until:
            CaseMember.objects.filter(pk=held.pk).update(to_at=until)
        if owes and held.owes_round_id is None:
            CaseMember.objects.filter(pk=held.pk).update(owes_round=round)
        if owes:  # somebody is asked to meet them: they are in the first round now
            waiting = Application.objects.filter(pk=application.pk, state=ApplicationState.RECEIVED)
            waiting.update(state=ApplicationState.FIRST_ROUND, state_since=at)
        record(
            by=by,
            at=at,
            act="candidates.open_case",
            about={"application": application.pk, "user": user.pk, "member": held.pk},
            text={"role": role.value, "reason": reason},
        )
    return held


def settle_case(*, by: Actor, at: datetime, application: Application, user: User, round: Round) -> None:
    """The card owed on this round is in, waived or recused: its holder is no longer blind on it."""
    with turn():
        CaseMember.objects.filter(application=application, user=user, owes_round=round).update(owes_round=None)
        record(
            by=by,
            at=at,
            act="candidates.settle_case",
            about={"application": application.pk, "user": user.pk, "round": round.pk},
        )


def close_case(*, by: Actor, at: datetime, application: Application, user: User, role: CaseRole) -> None:
    """End somebody's sight on one candidacy in this role."""
    with turn():
        standing = Q(to_at__isnull=True) | Q(to_at__gt=at)
        CaseMember.objects.filter(standing, application=application, user=user, role=role).update(to_at=at)
        record(
            by=by,
            at=at,
            act="candidates.close_case",
            about={"application": application.pk, "user": user.pk},
            text={"role": role.value},
        )


def declare_conflict(
    *, by: User, at: datetime, application: Application, kind: ConflictKind, reason: str, had_read: bool
) -> None:
    """Declared by oneself; from now on the candidate disappears for its declarer, whatever roles they hold."""
    with turn():  # sent twice, the second finds nobody any more
        access.check(by, application, at, "conflict.declare")
        Conflict.objects.create(
            user=by, candidate=application.candidate, kind=kind, reason=reason, had_read=had_read, declared_at=at
        )
        record(
            by=by,
            at=at,
            act="candidates.declare_conflict",
            about={"candidate": application.candidate_id},
            text={"kind": kind.value, "reason": reason, "had_read": had_read},
        )


def move_application(
    *,
    by: Actor,
    at: datetime,
    application: Application,
    state: ApplicationState,
    through: str,
    rounds: Iterable[Round] | None = None,
    owner: User | None = None,
    answer_by: date | None = None,
    is_told: bool = False,
) -> None:
    """To the next state, through the door that an upper room names. An open state keeps or gets an owner and a date.

    `is_told`: its candidate knows that it has ended; else their page waits with them until somebody has told them.
    """
    access.check(by, application, at, through, rounds=rounds)
    new: dict[str, object] = {"state": state, "state_since": at, "told_at": at if is_told else None}
    if owner is not None and answer_by is not None:
        new |= {"owner": owner, "answer_by": answer_by}
    with turn():
        Application.objects.filter(pk=application.pk).update(**new)
        record(
            by=by,
            at=at,
            act="candidates.move_application",
            about={"application": application.pk, **({"owner": owner.pk} if owner else {})},
            text={"state": state.value, "answer_by": answer_by.isoformat() if answer_by else ""},
        )


def note_told(*, by: Actor, at: datetime, application: Application, since: datetime | None) -> None:
    """Since when its candidate knows that it has ended; None: not any more. Callers asked their own door."""
    with turn():
        if Application.objects.filter(pk=application.pk, state=ApplicationState.CLOSED).update(told_at=since):
            text = {"since": since.isoformat() if since else ""}
            record(by=by, at=at, act="candidates.note_told", about={"application": application.pk}, text=text)


def keep_resume_text(*, by: Machine, at: datetime, document: Document) -> None:
    """Take a kept file's text in the box, or write down why there is none."""
    people_access.check(by, Facts(), "resume.keep")
    found = read_resume(fetch(document.stored_as))
    with turn():
        Document.objects.filter(pk=document.pk).update(
            text=found.text,
            text_outcome=found.outcome,
            text_warnings=list(found.warnings),
            media_type=found.media_type,
        )
        record(
            by=by,
            at=at,
            act="candidates.keep_resume_text",
            about={"document": document.pk},
            text={"outcome": found.outcome},
        )


def book_candidate(*, candidate: Candidate, slots: Sequence[datetime], booking: UUID) -> None:
    """Take these slots of a candidate's time; raises `AlreadyBooked`. Part of its caller's transaction and record."""
    try:
        with transaction.atomic():
            CandidateSlot.objects.bulk_create(
                CandidateSlot(candidate=candidate, slot=slot, booking=booking) for slot in slots
            )
    except IntegrityError as error:
        raise AlreadyBooked from error


def free_candidate(*, booking: UUID) -> None:
    """Give a candidate's slots back."""
    CandidateSlot.objects.filter(booking=booking).delete()

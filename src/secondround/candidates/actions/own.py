"""What candidates do on their own page: give a paper, put right what is written about them, ask for their data or to be forgotten."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.timezone import localdate

from secondround.audit.actions import record, turn
from secondround.candidates import access
from secondround.candidates.actions.applications import FACT_LINES
from secondround.candidates.actions.intake import attach_paper
from secondround.candidates.letters import tell_privacy
from secondround.candidates.models import (
    Application,
    Candidate,
    CandidateFact,
    FactSource,
    PrivacyKind,
    PrivacyRequest,
    PrivacyState,
)
from secondround.candidates.queries import open_requests, privacy_officers
from secondround.candidates.rules import a_month_after
from secondround.candidates.storage import StoredFile
from secondround.people import access as people_access
from secondround.people.actions.persons import choose_clocks
from secondround.people.models import User


class OwnRefused(ValueError):
    """The argument is a code: asked_already, not_open."""


def give_paper(*, by: User, at: datetime, application: Application, file: StoredFile) -> None:
    """Add a paper to one's own application; the same bytes twice are one paper."""
    access.check(by, application, at, "paper.give")
    with turn():
        attach_paper(by=by, at=at, application=application, kind="other", file=file)


def confirm_lines(*, by: User, at: datetime, candidate: Candidate, lines: Sequence[tuple[str, str]]) -> None:
    """The lines about oneself, as one wants them read: they replace what stood there, and say that they were confirmed."""
    people_access.check(by, access.own_facts(by, candidate), "line.confirm")
    with turn():
        candidate.facts.filter(removed_at=None).update(removed_at=at)
        CandidateFact.objects.bulk_create(
            CandidateFact(
                candidate=candidate,
                kind=kind,
                text=text,
                order=order,
                source=FactSource.CANDIDATE,
                entered_by=by,
                entered_at=at,
                confirmed_at=at,
            )
            for order, (kind, text) in enumerate(lines[:FACT_LINES], start=1)
        )
        record(
            by=by,
            at=at,
            act="candidates.confirm_lines",
            about={"candidate": candidate.pk},
            text={"facts": [list(line) for line in lines]},
        )


def choose_own_clocks(*, by: User, at: datetime, zone: str, language: str) -> None:
    """Whose clocks one's own page and letters show, and in which language they speak."""
    with turn():
        choose_clocks(by=by, at=at, zone=zone, language=language)
        access.records_of(by).update(zone=zone, language=language)
        record(
            by=by,
            at=at,
            act="candidates.choose_clocks",
            about={"user": by.pk},
            text={"zone": zone, "language": language},
        )


def ask_privacy(*, by: User, at: datetime, candidate: Candidate, kind: PrivacyKind, words: str = "") -> PrivacyRequest:
    """Ask for a copy of everything, or to be forgotten: somebody owes it within a month, and is told. Raises `OwnRefused`."""
    people_access.check(by, access.own_facts(by, candidate), "privacy.ask")
    officers = privacy_officers(at)
    with turn():
        if open_requests(candidate).filter(kind=kind).exists():
            raise OwnRefused("asked_already")
        made = PrivacyRequest.objects.create(
            candidate=candidate,
            kind=kind,
            words=words.strip()[:2000],
            owner=officers[0] if officers else None,
            asked_at=at,
            due_on=a_month_after(localdate(at)),
        )
        record(
            by=by,
            at=at,
            act="candidates.ask_privacy",
            about={"candidate": candidate.pk, "request": made.pk},
            text={"kind": kind.value},
        )
        tell_privacy(by=by, at=at, officers=officers, request=made)
    return made


def take_back_privacy(*, by: User, at: datetime, request: PrivacyRequest) -> None:
    """Not wanted any more. Until it is done that is the asker's to say."""
    people_access.check(by, access.own_facts(by, request.candidate), "privacy.ask")
    with turn():
        if (
            not open_requests(request.candidate)
            .filter(pk=request.pk)
            .update(state=PrivacyState.TAKEN_BACK, words="", done_at=at)
        ):
            raise OwnRefused("not_open")
        record(
            by=by,
            at=at,
            act="candidates.take_back_privacy",
            about={"candidate": request.candidate_id, "request": request.pk},
        )


def note_copy_taken(*, by: User, at: datetime) -> None:
    """Their own copy of their own data was taken: on the record, like every way in which data leaves."""
    record(by=by, at=at, act="candidates.export_own", about={"user": by.pk})

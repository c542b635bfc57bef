"""How an application comes in: by the public form in two steps, or entered by somebody who recruits."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from secondround.audit.actions import Machine, record, turn
from secondround.candidates.actions.applications import FACT_LINES, Actor, add_candidate, receive_application
from secondround.candidates.duplicates import name_key, phone_key
from secondround.candidates.letters import send_receipt
from secondround.candidates.models import (
    Application,
    ApplicationState,
    ApplicationTag,
    Candidate,
    CandidateFact,
    Document,
    Enquiry,
    FactSource,
)
from secondround.candidates.queries import FORGOTTEN_AFTER, ONLY_PAPER, answer_day, find_by_email, hash_of
from secondround.candidates.rules import family_name, folded, known_tag
from secondround.candidates.storage import StoredFile, discard
from secondround.people import access as people_access
from secondround.people.models import User
from secondround.people.policy import Facts
from secondround.positions import access as positions_access
from secondround.positions.models import Position, TeamRole
from secondround.positions.queries import members
from secondround.work.actions import enqueue

PUBLIC_PAGE = "public page"
FORGET = "candidates.forget_enquiries"


Paper = tuple[str, StoredFile]
"""What kind of paper ("resume", "cover"), and the file as it lies in the store."""


@dataclass(frozen=True)
class Confirmed:
    """What an applicant says of themselves after having looked at it."""

    name: str
    email: str
    phone: str
    lines: Sequence[tuple[str, str]]
    zone: str = ""  # the clocks they live by, an IANA name; nothing where they did not say


class PaperGone(ValueError):
    """The résumé that was kept is kept no longer, or another form has taken it."""


def keep_paper(*, by: Machine, at: datetime, position: Position, paper: StoredFile) -> str:
    """Keep a résumé alone, beside a form in which something else is wrong; returns the token under which the form brings it again."""
    return begin_enquiry(by=by, at=at, position=position, given={ONLY_PAPER: True}, papers=[("resume", paper)])


def begin_enquiry(
    *,
    by: Machine,
    at: datetime,
    position: Position,
    given: Mapping[str, Any],
    papers: Sequence[Paper],
    kept: Enquiry | None = None,
) -> str:
    """Keep what was typed until its sender confirms it; returns the token that opens it, which is kept only as a hash.

    `kept`: where its résumé lay until now. A file belongs to one enquiry, so that it is thrown away with it and not before.
    """
    people_access.check(by, Facts(), "posting.apply")
    token = secrets.token_urlsafe(24)
    with turn():
        if kept and not Enquiry.objects.filter(pk=kept.pk, ended_at=None).update(ended_at=at, given={}):
            raise PaperGone
        made = Enquiry.objects.create(
            token_hash=hash_of(token),
            position=position,
            given={**given, "papers": [{"kind": kind, **asdict(file)} for kind, file in papers]},
            stored_as=papers[0][1].stored_as if papers else "",
            made_at=at,
        )
        enqueue(at=at, kind=FORGET, due_at=at + FORGOTTEN_AFTER)
        record(
            by=by, at=at, act="candidates.begin_enquiry", about={"enquiry": made.pk, "position": position.pk}, text={}
        )
    return token


def confirm_enquiry(*, by: Machine, at: datetime, enquiry: Enquiry, said: Confirmed) -> Application | None:
    """The applicant has looked: person, application, confirmed lines, papers and a receipt, or None if it was done before.

    Somebody who is known by this e-mail stays one person, and one application per position: a second one only adds its paper.
    """
    people_access.check(by, Facts(), "posting.apply")
    with turn():
        if not Enquiry.objects.filter(pk=enquiry.pk, ended_at__isnull=True).update(ended_at=at, given={}):
            return None
        position, given = enquiry.position, enquiry.given
        candidate = find_by_email(said.email) or _new_candidate(by, at, said)
        application = Application.objects.filter(
            candidate=candidate, position=position, duplicate_of__isnull=True
        ).first() or _new_application(
            by,
            at,
            candidate,
            position,
            owner=members(position, TeamRole.RECRUITER, at)[0],
            source=PUBLIC_PAGE,
            notice_sha256=given["notice_sha256"],
        )
        _confirm_lines(by, at, candidate, said)
        for paper in given["papers"]:
            attach_paper(by=by, at=at, application=application, kind=paper.pop("kind"), file=StoredFile(**paper))
        record(
            by=by,
            at=at,
            act="candidates.confirm_enquiry",
            about={"enquiry": enquiry.pk, "application": application.pk, "candidate": candidate.pk},
            text={"notice_sha256": given["notice_sha256"]},
        )
        send_receipt(by=by, at=at, application=application)
    return application


def _new_candidate(by: Actor, at: datetime, said: Confirmed) -> Candidate:
    made, is_new = Candidate.objects.get_or_create(
        email=said.email.lower(),
        defaults={
            "name": said.name,
            "family_name": family_name(said.name),
            "folded": folded(said.name),
            "name_key": name_key(said.name),
            "phone": said.phone,
            "phone_key": phone_key(said.phone),
            "zone": said.zone,
            "made_at": at,
        },
    )
    if is_new:
        record(by=by, at=at, act="candidates.add", about={"candidate": made.pk}, text={"name": said.name})
    return made


def _new_application(
    by: Actor,
    at: datetime,
    candidate: Candidate,
    position: Position,
    *,
    owner: User,
    source: str,
    notice_sha256: str,
) -> Application:
    made = Application.objects.create(
        candidate=candidate,
        position=position,
        state=ApplicationState.RECEIVED,
        source=source,
        owner=owner,
        answer_by=answer_day(localdate(at)),
        received_at=at,
        notice_sha256=notice_sha256,
    )
    record(
        by=by,
        at=at,
        act="candidates.receive_application",
        about={"application": made.pk, "candidate": candidate.pk, "position": position.pk, "owner": owner.pk},
        text={"answer_by": str(made.answer_by), "source": source},
    )
    return made


def _confirm_lines(by: Actor, at: datetime, candidate: Candidate, said: Confirmed) -> None:
    """Lines on free places only: an e-mail proves nobody, so what stands on a known person is never overwritten from outside."""
    standing = list(candidate.facts.filter(removed_at__isnull=True))
    known = {one.text.casefold() for one in standing}
    free = [order for order in range(1, FACT_LINES + 1) if order not in {one.order for one in standing}]
    new = [(kind, text) for kind, text in said.lines if text.casefold() not in known]
    made = [
        CandidateFact(
            candidate=candidate,
            kind=kind,
            text=text,
            order=order,
            source=FactSource.CANDIDATE,
            entered_at=at,
            confirmed_at=at,
        )
        for order, (kind, text) in zip(free, new, strict=False)
    ]
    CandidateFact.objects.bulk_create(made)
    if made:
        record(
            by=by,
            at=at,
            act="candidates.write_facts",
            about={"candidate": candidate.pk},
            text={"facts": [[one.kind, one.text] for one in made], "source": FactSource.CANDIDATE.value},
        )


def attach_paper(*, by: Actor, at: datetime, application: Application, kind: str, file: StoredFile) -> None:
    """A paper that came with an application, its text already read; the same bytes twice are one paper."""
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
    if not is_new:
        transaction.on_commit(lambda: discard(file.stored_as))
        return
    record(
        by=by,
        at=at,
        act="candidates.add_document",
        about={"application": application.pk, "document": document.pk},
        text={"name": file.original_name, "outcome": file.text_outcome},
    )


def enter_application(
    *,
    by: User,
    at: datetime,
    position: Position,
    person: Candidate | None,
    name: str = "",
    email: str = "",
    phone: str = "",
    source: str = "",
    tags: Sequence[str] = (),
    papers: Sequence[Paper] = (),
    owner: User | None = None,
    answer_by: date | None = None,
) -> Application:
    """Entered by somebody who recruits or hires: a new person, or one who is known (`person`, or whoever has this e-mail)."""
    positions_access.check(by, position, at, "candidate.add")
    with turn():
        candidate = person or find_by_email(email)
        candidate = candidate or add_candidate(
            by=by, at=at, position=position, name=name, email=email or None, phone=phone
        )
        application = Application.objects.filter(
            candidate=candidate, position=position, duplicate_of__isnull=True
        ).first()
        application = application or receive_application(
            by=by,
            at=at,
            candidate=candidate,
            position=position,
            owner=owner or next(iter(members(position, TeamRole.RECRUITER, at)), by),
            answer_by=answer_by or answer_day(localdate(at)),
            source=source,
            state=ApplicationState.RECEIVED,
        )
        for kind, file in papers:
            attach_paper(by=by, at=at, application=application, kind=kind, file=file)
        for word in {known_tag(one) for one in tags} - {""}:
            ApplicationTag.objects.get_or_create(
                application=application, name=word, defaults={"made_by": by, "made_at": at}
            )
    return application


def forget_enquiries(*, by: Machine, at: datetime) -> int:
    """What nobody confirmed within a day is gone, its papers with it."""
    people_access.check(by, Facts(), "resume.keep")
    old = list(Enquiry.objects.filter(made_at__lte=at - FORGOTTEN_AFTER))
    if not old:
        return 0
    names = [paper["stored_as"] for one in old if one.ended_at is None for paper in one.given.get("papers", [])]
    with turn():
        kept = set(Document.objects.filter(stored_as__in=names).values_list("stored_as", flat=True))
        Enquiry.objects.filter(pk__in=[one.pk for one in old]).delete()
        record(by=by, at=at, act="candidates.forget_enquiries", about={}, text={"enquiries": len(old)})
        for name in set(names) - kept:
            transaction.on_commit(partial(discard, name))
    return len(old)

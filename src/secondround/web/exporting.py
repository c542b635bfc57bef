"""A candidate's copy of their own data: what they gave, what they were sent, what was released to them. Never a note or a rating of others.

A zip: `resume.json` in JSON Resume, `data.json` with everything else, `files/` with the papers as they were given.
"""

import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from secondround.candidates.access import own_applications, records_of
from secondround.candidates.downloads import safe_name
from secondround.candidates.models import Application, Candidate, CandidateFact, Document, PrivacyRequest
from secondround.candidates.queries import letters_to
from secondround.candidates.storage import fetch
from secondround.decisions.models import OUTWARD, Offer, Withdrawal
from secondround.interviews.models import Interview, InterviewState
from secondround.people.models import CandidateSession, Organisation, User
from secondround.preparation.queries import kept_of
from secondround.visits.models import Adjustment, Invitation, InvitationState, OfferedWindow, Topic
from secondround.visits.queries import visit_of
from secondround.web.standing import standings

FORMAT = 1
WORK, SCHOOL, TONGUES, PLACE = ("now", "before"), "education", "languages", "place"


def export_of(user: User, at: datetime) -> bytes:
    """The whole copy, as the bytes of a zip."""
    made = io.BytesIO()
    records = list(records_of(user))
    own = list(own_applications(user).select_related("candidate", "position", "owner"))
    papers = list(Document.objects.filter(application__in=own).order_by("pk"))
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr("resume.json", _json(resume_of(records)))
        box.writestr("data.json", _json(_data(user, records, own, papers, at)))
        for paper in papers:
            box.writestr(f"files/{_file_name(paper)}", fetch(paper.stored_as))
    return made.getvalue()


def inventory(records: Sequence[Candidate]) -> list[tuple[str, int]]:
    """How much there is of what, by number alone."""
    of = Application.objects.filter(candidate__in=[one.pk for one in records])
    talks = Interview.objects.filter(application__in=of)
    user = next((one.user for one in records if one.user), None)
    return [
        (_("Applications"), of.filter(duplicate_of=None).count()),
        (_("Papers"), Document.objects.filter(application__in=of).count()),
        (_("Lines about the person"), CandidateFact.objects.filter(candidate__in=[one.pk for one in records]).count()),
        (_("Letters to them"), letters_to(user).count() if user else 0),
        (_("Interviews"), talks.count()),
    ]


def resume_of(records: Sequence[Candidate]) -> dict[str, Any]:
    """The person in JSON Resume, from the lines about them."""
    who = next((one for one in records if one.merged_into_id is None), None)
    facts = [one for record in records for one in record.facts.filter(removed_at=None)]
    by_kind = {kind: [one.text for one in facts if one.kind == kind] for kind in {one.kind for one in facts}}
    basics: dict[str, Any] = {
        "name": who.name if who else "",
        "email": (who.email or "") if who else "",
        "phone": who.phone if who else "",
    }
    if by_kind.get(PLACE):
        basics["location"] = {"address": by_kind[PLACE][0]}
    others = [text for kind, texts in by_kind.items() if kind not in (*WORK, SCHOOL, TONGUES, PLACE) for text in texts]
    if others:
        basics["summary"] = "\n".join(others)
    return {
        "$schema": "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json",
        "basics": basics,
        "work": [{"summary": text} for kind in WORK for text in by_kind.get(kind, ())],
        "education": [{"institution": text} for text in by_kind.get(SCHOOL, ())],
        "languages": [{"language": text} for text in by_kind.get(TONGUES, ())],
    }


def _data(
    user: User, records: Sequence[Candidate], own: Sequence[Application], papers: Sequence[Document], at: datetime
) -> dict[str, Any]:
    organisation = Organisation.objects.first()
    said = {one.application.pk: one for one in standings(own, at)}
    return {
        "format": FORMAT,
        "made_at": at,
        "by": organisation.name if organisation else "",
        "person": {
            "names": [one.name for one in records],
            "emails": [one.email for one in records if one.email],
            "telephones": [one.phone for one in records if one.phone],
            "zone": user.zone,
            "language": user.language,
        },
        "lines": [
            {"kind": one.kind, "text": one.text, "from": one.source, "confirmed_at": one.confirmed_at}
            for record in records
            for one in record.facts.filter(removed_at=None)
        ],
        "applications": [_application(one, said[one.pk].words, said[one.pk].by) for one in own],
        "papers": [{"file": _file_name(one), "name": one.original_name, "given_at": one.added_at} for one in papers],
        "letters": [
            {
                "sent_at": one.sent_at,
                "to": one.to_address,
                "subject": one.subject,
                "body": one.body,
                "calendar": one.calendar,
            }
            for one in letters_to(user)
        ],
        "preparation": [_prepared(user, one, at) for one in own],
        "requests": list(
            PrivacyRequest.objects.filter(candidate__in=[one.pk for one in records]).values(
                "kind", "state", "words", "asked_at", "due_on"
            )
        ),
        "browsers": list(
            CandidateSession.objects.filter(user=user).values("browser", "began_at", "seen_at", "ended_at")
        ),
    }


def _application(one: Application, words: str, by: date | None) -> dict[str, Any]:
    told = Interview.objects.filter(application=one, is_told=True).exclude(state=InterviewState.CANCELLED)
    invitations = Invitation.objects.filter(application=one).exclude(state=InvitationState.WITHDRAWN)
    sent = Offer.objects.filter(OUTWARD, application=one)
    return {
        "position": one.position.title,
        "received_at": one.received_at,
        "stands": words,
        "promised_by": by,
        "privacy_notice_sha256": one.notice_sha256,
        "interviews": [
            {"at": talk.at, "minutes": talk.minutes, "place": talk.place} for talk in told.order_by("at", "pk")
        ],
        "invitations": [_invitation(invitation) for invitation in invitations.order_by("pk")],
        "what_helps": list(
            Adjustment.objects.filter(application=one).values("needs", "words", "asked_at", "arrangement")
        ),
        "topics": list(
            Topic.objects.filter(application=one, withdrawn_at=None)
            .exclude(published_at=None)
            .values("text", "published_at")
        ),
        "offers": list(
            sent.values("terms", "expires_on", "state", "sent_at", "answered_at", "answer_words", "taken_back_at")
        ),
        "withdrawals": list(Withdrawal.objects.filter(application=one).values("words", "at", "undone_at")),
    }


def _invitation(one: Invitation) -> Mapping[str, Any]:
    windows = OfferedWindow.objects.filter(invitation=one, removed_at=None)
    return {
        "sent_at": one.sent_at,
        "meaning": one.meaning,
        "state": one.state,
        "words": one.words,
        "windows": list(windows.values("from_at", "to_at")),
    }


def _prepared(user: User, one: Application, at: datetime) -> Mapping[str, Any]:
    """What they jotted down and wrote to those they met: theirs alone, in their own copy alone."""
    day = visit_of(one, at)
    kept = [found for found in kept_of(user, day, at) if found.has_jotting or found.text] if day else []
    return {
        "position": one.position.title,
        "people": [{"met": found.met.user.name, "jotting": found.jotting, "note": found.text} for found in kept],
    }


def _file_name(paper: Document) -> str:
    """Its own name, after its number: two papers may be called the same."""
    return f"{paper.pk}-{safe_name(paper)}"


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Iterable):
        return list(value)
    return str(value)

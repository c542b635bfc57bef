"""What the privacy officer does with a request: release a copy, prepare an erasure. Two people carry an erasure out (`web.erasing`)."""

from datetime import datetime
from functools import partial
from urllib.parse import quote_plus

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from secondround.audit.actions import record, turn
from secondround.candidates import access
from secondround.candidates.actions.doors import invite_to_page
from secondround.candidates.letters import tell_released
from secondround.candidates.models import (
    Application,
    ApplicationTag,
    Candidate,
    CandidateFact,
    CandidateSlot,
    CaseMember,
    Conflict,
    Document,
    Enquiry,
    KeptApart,
    Merge,
    PrivacyKind,
    PrivacyRequest,
    PrivacyState,
    SavedView,
)
from secondround.candidates.storage import discard
from secondround.people import access as people_access
from secondround.people.models import User


class PrivacyRefused(ValueError):
    """The argument is a code: not_open, not_proposed, wrong_kind."""


def release_copy(*, by: User, at: datetime, request: PrivacyRequest) -> None:
    """The copy was looked at and is theirs: a letter leads them to it."""
    people_access.check(by, access.privacy_facts(by, request, at), "privacy.release")
    with turn():
        if request.kind != PrivacyKind.EXPORT:
            raise PrivacyRefused("wrong_kind")
        open_now = PrivacyRequest.objects.filter(pk=request.pk, state=PrivacyState.OPEN)
        if not open_now.update(state=PrivacyState.DONE, done_at=at, confirmed_by=by, words=""):
            raise PrivacyRefused("not_open")
        link = invite_to_page(by=by, at=at, candidate=request.candidate, then="/mine/data/")
        tell_released(by=by, at=at, candidate=request.candidate, link=link)
        record(
            by=by,
            at=at,
            act="candidates.release_copy",
            about={"candidate": request.candidate_id, "request": request.pk},
        )


def propose_erasure(*, by: User, at: datetime, request: PrivacyRequest) -> None:
    """One person has looked at what goes; another one must say so, too."""
    people_access.check(by, access.privacy_facts(by, request, at), "privacy.erase")
    with turn():
        if request.kind != PrivacyKind.ERASE:
            raise PrivacyRefused("wrong_kind")
        open_now = PrivacyRequest.objects.filter(pk=request.pk, state=PrivacyState.OPEN)
        if not open_now.update(state=PrivacyState.PROPOSED, proposed_by=by, proposed_at=at):
            raise PrivacyRefused("not_open")
        record(
            by=by,
            at=at,
            act="candidates.propose_erasure",
            about={"candidate": request.candidate_id, "request": request.pk},
        )


def confirm_erasure(*, by: User, at: datetime, request: PrivacyRequest) -> None:
    """The second person's word. Part of the transaction in which every room forgets."""
    people_access.check(by, access.privacy_facts(by, request, at), "privacy.confirm")
    with turn():
        proposed = PrivacyRequest.objects.filter(pk=request.pk, state=PrivacyState.PROPOSED)
        if not proposed.update(state=PrivacyState.DONE, confirmed_by=by, done_at=at, words=""):
            raise PrivacyRefused("not_proposed")
        record(
            by=by,
            at=at,
            act="candidates.confirm_erasure",
            about={"candidate": request.candidate_id, "request": request.pk},
        )


def forget_candidate(*, by: User, at: datetime, records: list[Candidate], words: list[str]) -> None:
    """Name, address, papers, lines and tags go; the candidacies stay without a person, for what was rated. `words`: names and addresses."""
    keys = [one.pk for one in records]
    own = Application.objects.filter(candidate__in=keys)
    with turn():
        for paper in Document.objects.filter(application__in=own):
            transaction.on_commit(partial(discard, paper.stored_as))
            paper.delete()
        CandidateFact.objects.filter(candidate__in=keys).delete()
        CandidateSlot.objects.filter(candidate__in=keys, slot__gt=at).delete()
        ApplicationTag.objects.filter(application__in=own).delete()
        CaseMember.objects.filter(application__in=own).update(reason="")
        Conflict.objects.filter(candidate__in=keys).update(reason="")
        own.update(source="", notice_sha256="")
        Merge.objects.filter(Q(kept__in=keys) | Q(gone__in=keys)).delete()
        KeptApart.objects.filter(Q(one__in=keys) | Q(other__in=keys)).delete()
        for word in words:
            asked_for = Q(query__icontains=word) | Q(query__icontains=quote_plus(word)) | Q(name__icontains=word)
            SavedView.objects.filter(asked_for).delete()
        _forget_enquiries(words)
        PrivacyRequest.objects.filter(candidate__in=keys).update(words="")
        Candidate.objects.filter(pk__in=keys).update(
            name=_("Erased"), family_name="", folded="", name_key="", email=None, phone="", phone_key="", language="", zone="", user=None
        )  # fmt: skip
        record(by=by, at=at, act="candidates.forget_candidate", about={"candidates": keys})


def _forget_enquiries(words: list[str]) -> None:
    """What they began to type on the public form and did not confirm."""
    for one in Enquiry.objects.all():
        if any(word.casefold() in str(one.given).casefold() for word in words):
            for paper in one.given.get("papers", []):
                transaction.on_commit(partial(discard, paper["stored_as"]))
            one.delete()

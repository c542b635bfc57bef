"""A candidate's way to their page: asked for by anybody, sent by the worker to those who have one, put into other letters."""

import hashlib
from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from secondround.audit.actions import Machine, turn
from secondround.candidates.access import still_shown
from secondround.candidates.actions.applications import Actor
from secondround.candidates.letters import queue_key
from secondround.candidates.models import Application, Candidate
from secondround.candidates.queries import find_by_email
from secondround.people import access as people_access
from secondround.people.actions.keys import ASKED_LIVES, LETTER_LIVES, KeyRefused, make_key
from secondround.people.actions.persons import add_candidate_user
from secondround.people.models import DoorKey, User
from secondround.people.policy import Facts
from secondround.work.actions import enqueue

SEND_KEY = "candidates.send_key"


def ask_for_key(*, by: Machine, at: datetime, address: str = "", token_hash: str = "", then: str = "") -> None:
    """Somebody typed an address, or holds a link that opens no longer. Nothing is looked up here: an address that is
    nobody's is the same amount of work, and whoever asks twice within a minute asked once."""
    people_access.check(by, Facts(), "key.ask")
    whom = hashlib.sha256(f"{address.casefold()}:{token_hash}".encode()).hexdigest()[:32]
    payload = {"address": address, "token_hash": token_hash, "then": then}
    enqueue(at=at, kind=SEND_KEY, payload=payload, key=f"key:{whom}:{int(at.timestamp()) // 60}")


def send_key(*, by: Machine, at: datetime, address: str = "", token_hash: str = "", then: str = "") -> None:
    """Write to whoever has a page and was asked for: a link and six digits for a quarter of an hour. Others get nothing."""
    people_access.check(by, Facts(), "key.send")
    candidate = find_by_email(address) if address else _holder_of(token_hash)
    if candidate is None or not _has_page(candidate, at):
        return
    with turn():
        user = _user_of(by, at, candidate, address)
        if user is None or not user.is_active:
            return
        try:
            key = make_key(by=by, at=at, user=user, lives=ASKED_LIVES, with_code=True)
        except KeyRefused:  # five within the hour: enough for anybody who asks for themselves
            return
        queue_key(by=by, at=at, candidate=candidate, user=user, link=address_of(key.token, then), code=key.code)


def invite_to_page(*, by: Actor, at: datetime, candidate: Candidate, then: str = "") -> str:
    """The link that a letter to this candidate carries: three days, once, to their page or to one of its pages (`then`).

    Part of its caller's transaction. Empty where the candidate has no address: then there is no letter either.
    """
    kept = candidate.merged_into or candidate
    with turn():
        user = _user_of(by, at, kept)
        if user is None:
            return ""
        return address_of(make_key(by=by, at=at, user=user, lives=LETTER_LIVES).token, then)


def address_of(token: str, then: str = "") -> str:
    after = f"?{urlencode({'next': then})}" if then else ""
    return f"{settings.INSTALLATION.address}{reverse('candidates:door_link', args=[token])}{after}"


def _has_page(candidate: Candidate, at: datetime) -> bool:
    own = Application.objects.filter(Q(candidate=candidate) | Q(candidate__merged_into=candidate), duplicate_of=None)
    return any(still_shown(one, at) for one in own)


def _holder_of(token_hash: str) -> Candidate | None:
    """Whose an earlier link was, by its hash alone."""
    key = DoorKey.objects.filter(token_hash=token_hash).first() if token_hash else None
    found = Candidate.objects.select_related("merged_into").filter(user=key.user_id).first() if key else None
    return (found.merged_into or found) if found else None


def _user_of(by: Actor, at: datetime, candidate: Candidate, address: str = "") -> User | None:
    """One user per human: the one this record names, else the one with its address, else a new one without a password."""
    if candidate.user is not None:
        return candidate.user
    email = candidate.email or address
    if not email:
        return None
    user = add_candidate_user(by=by, at=at, name=candidate.name, email=email, language=candidate.language)
    Candidate.objects.filter(pk=candidate.pk).update(user=user)
    candidate.user = user
    return user

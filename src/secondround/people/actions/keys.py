"""A candidate's keys and sessions: made, spent once, ended. Only hashes are kept."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F

from secondround.audit.actions import Machine, record, turn
from secondround.people.candidate_door import hashed
from secondround.people.models import CandidateSession, DoorKey, User

ASKED_LIVES, LETTER_LIVES = timedelta(minutes=15), timedelta(hours=72)
SEEN_EVERY = timedelta(hours=1)
CODE_TRIES = 5
KEYS_AN_HOUR = 5


class KeyRefused(ValueError):
    """The argument is a code: spent (or never there, or run out), wrong_code, too_many."""


@dataclass(frozen=True)
class KeyMade:
    """A key just made: known now and never again. `code` is empty where only the link opens."""

    token: str
    code: str


def make_key(*, by: User | Machine, at: datetime, user: User, lives: timedelta, with_code: bool = False) -> KeyMade:
    """A key for `user`. Part of its caller's transaction: a letter carries it. Raises `KeyRefused` too_many."""
    recent = DoorKey.objects.filter(user=user, made_at__gt=at - timedelta(hours=1)).exclude(code_hash="")
    if with_code and recent.count() >= KEYS_AN_HOUR:
        raise KeyRefused("too_many")
    made = KeyMade(secrets.token_urlsafe(32), f"{secrets.randbelow(10**6):06}" if with_code else "")
    with turn():
        key = DoorKey.objects.create(
            user=user,
            token_hash=hashed(made.token),
            code_hash=hashed(f"{user.pk}:{made.code}") if with_code else "",
            made_at=at,
            expires_at=at + lives,
        )
        record(by=by, at=at, act="people.make_key", about={"user": user.pk, "key": key.pk})
    return made


def find_key(token: str, at: datetime) -> DoorKey | None:
    """The key of a link, while it can still be spent. Looking at it changes nothing."""
    return DoorKey.objects.filter(token_hash=hashed(token), spent_at=None, expires_at__gt=at).first()


def spend_token(*, at: datetime, token: str, browser: str) -> str:
    """Come in by the link: a session for this browser. Raises `KeyRefused`."""
    with turn():
        key = DoorKey.objects.select_for_update(of=("self",)).select_related("user").filter(
            token_hash=hashed(token), spent_at=None, expires_at__gt=at).first()  # fmt: skip
        if key is None:
            raise KeyRefused("spent")
        return _begin(at, key, browser)


def spend_code(*, at: datetime, user: User | None, code: str, browser: str) -> str:
    """Come in by the newest six digits: five tries, wrong ones counted whatever becomes of the request. Raises `KeyRefused`.

    Without a user it asks the database as much as with one, and refuses.
    """
    whose = user.pk if user else 0
    with turn():
        keys = DoorKey.objects.select_for_update(of=("self",)).select_related("user")
        found = keys.filter(user_id=whose, spent_at=None, expires_at__gt=at, code_tries__lt=CODE_TRIES)
        key = found.exclude(code_hash="").order_by("-pk").first()
        kept = key.code_hash if key else ""
        if key is not None and secrets.compare_digest(kept, hashed(f"{whose}:{code.strip()}")):
            return _begin(at, key, browser)
        DoorKey.objects.filter(pk=key.pk if key else 0).update(code_tries=F("code_tries") + 1)
    raise KeyRefused("wrong_code" if key else "spent")


def _begin(at: datetime, key: DoorKey, browser: str) -> str:
    """Spend the key. Every other code of this person ends with it; links in letters stay, each for its own one time."""
    secret = secrets.token_urlsafe(32)
    DoorKey.objects.filter(pk=key.pk).update(spent_at=at)
    DoorKey.objects.filter(user=key.user, spent_at=None).exclude(code_hash="").update(spent_at=at)
    session = CandidateSession.objects.create(
        user=key.user, key_hash=hashed(secret), browser=browser[:200], began_at=at, seen_at=at
    )
    record(by=key.user, at=at, act="people.spend_key", about={"user": key.user_id, "session": session.pk})
    return secret


def note_seen(*, at: datetime, session: CandidateSession) -> None:
    """When a browser was last here, to the hour: for its owner's list of them."""
    if session.seen_at + SEEN_EVERY <= at:
        CandidateSession.objects.filter(pk=session.pk).update(seen_at=at)


def end_candidate_session(*, by: User, at: datetime, session: CandidateSession) -> None:
    """Signed out, here or in another browser of one's own."""
    with turn():
        if CandidateSession.objects.filter(pk=session.pk, user=by, ended_at=None).update(ended_at=at):
            record(by=by, at=at, act="people.end_candidate_session", about={"session": session.pk})

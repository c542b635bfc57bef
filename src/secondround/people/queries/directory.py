"""Named reads of people: the directory, where an invitation stands, the record as it is shown."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import QuerySet

from secondround.audit.models import AuditEntry
from secondround.people import policy
from secondround.people.access import facts_about
from secondround.people.models import InstallationRight, Organisation, User, WelcomeLink
from secondround.people.policy import Condition, Facts
from secondround.people.record_wording import said_act


@dataclass(frozen=True)
class Standing:
    """Where somebody's way in stands. `state`: entered, invited, link_ended, active, deactivated."""

    user: User
    state: str
    rights: Sequence[InstallationRight] = ()
    link: WelcomeLink | None = None
    has_second_factor: bool = False


def directory(*, with_former: bool = False) -> QuerySet[User]:
    """Everybody who works here, by name; `with_former` also those who left."""
    found = User.objects.filter(is_staff=True).order_by("name", "pk")
    return found if with_former else found.filter(is_active=True)


def choosable() -> QuerySet[User]:
    """Whom a list on a page offers: everybody who is active, by name. Lists carry outward ids, never addresses."""
    return User.objects.filter(is_active=True, is_staff=True).order_by("name", "pk")


def chosen_person(text: str | None) -> User | None:
    """Whom somebody chose from such a list."""
    found = find_person(text)
    return found if found and found.is_active and found.is_staff else None


def find_person(text: str | None) -> User | None:
    """The person with this outward id, if it is one at all."""
    try:
        return User.objects.filter(uid=UUID(text or "")).first()
    except ValueError:
        return None


def standings(users: Iterable[User], at: datetime) -> list[Standing]:
    """Rights, newest link and second factor of each of `users`, in three queries however many they are."""
    of_all = list(users)
    rights: dict[int, list[InstallationRight]] = defaultdict(list)
    for right in InstallationRight.objects.filter(user__in=of_all, to_at__isnull=True).order_by("from_at", "pk"):
        rights[right.user_id].append(right)
    newest = {link.user_id: link for link in WelcomeLink.objects.filter(user__in=of_all).order_by("made_at", "pk")}
    protected = set(Authenticator.objects.filter(user__in=of_all, type="totp").values_list("user_id", flat=True))
    return [
        Standing(
            user=user,
            state=_state(user, newest.get(user.pk), at),
            rights=rights[user.pk],
            link=newest.get(user.pk),
            has_second_factor=user.pk in protected,
        )
        for user in of_all
    ]


def _state(user: User, link: WelcomeLink | None, at: datetime) -> str:
    if not user.is_active:
        return "deactivated"
    if user.has_usable_password():
        return "active"
    if user.invited_at is None:
        return "entered"
    return "invited" if is_open(link, at) else "link_ended"


def is_open(link: WelcomeLink | None, at: datetime) -> bool:
    return link is not None and link.spent_at is None and link.revoked_at is None and link.expires_at > at


def clock_of(user: User) -> ZoneInfo:
    """The zone whose clocks this person reads: their own choice, else the organisation's."""
    name = user.zone or Organisation.objects.values_list("zone", flat=True).first() or "UTC"
    return ZoneInfo(name)


def known_language(language: str) -> str:
    """A language this installation speaks; any other falls back to its default, as a browser's would."""
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


@dataclass(frozen=True)
class Told:
    """One entry of the record as its reader sees it. `words` is None where only the metadata is theirs."""

    entry: AuditEntry
    act: str
    who: User | None
    about: Sequence[tuple[str, str]]
    words: Sequence[tuple[str, str]] | None
    are_words_erased: bool


def told(reader: User, entries: Sequence[AuditEntry], at: datetime) -> list[Told]:
    """Entries of the record with the names of people in them, each with as much as the policy shows `reader`."""
    standing = facts_about(reader, at)
    ids = {number for entry in entries for number in _users_in(entry)}
    people = {user.pk: user for user in User.objects.filter(pk__in=ids)}
    return [_told(reader, standing, entry, people) for entry in entries]


def _told(reader: User, standing: Facts, entry: AuditEntry, people: dict[int, User]) -> Told:
    is_own = entry.actor == f"user:{reader.pk}"
    holds = standing.holds - {Condition.OWN} | ({Condition.OWN} if is_own else set())
    decision = policy.decide(Facts(roles=standing.roles, holds=frozenset(holds)), "audit.read")
    text = getattr(entry, "text", None)
    words = None
    if decision.shows("text"):
        words = _pairs(json.loads(text.body)) if text else ()
    return Told(
        entry=entry,
        act=said_act(entry.act),
        who=people.get(_number(entry.actor) or 0),
        about=_about(entry, people),
        words=words,
        are_words_erased=bool(entry.text_hash) and text is None,
    )


def reads_all(reader: User, at: datetime) -> bool:
    """May `reader` see entries of others at all, be it their metadata only?"""
    return policy.decide(facts_about(reader, at), "audit.read").is_allowed


USER_KEYS = ("user", "recruiter", "owner", "reader")


def _users_in(entry: AuditEntry) -> list[int]:
    found = [number for key in USER_KEYS if isinstance(number := entry.about.get(key), int)]
    actor = _number(entry.actor)
    return [*found, actor] if actor else found


def _number(actor: str) -> int | None:
    kind, _, number = actor.partition(":")
    return int(number) if kind == "user" else None


def _about(entry: AuditEntry, people: dict[int, User]) -> list[tuple[str, str]]:
    return [
        (key, people[value].name if key in USER_KEYS and value in people else _said(value))
        for key, value in entry.about.items()
    ]


def _pairs(body: dict[str, Any]) -> list[tuple[str, str]]:
    return [(key.replace("_", " "), _said(value)) for key, value in body.items()]


def _said(value: Any) -> str:
    if isinstance(value, str | int | float):
        return str(value)
    return json.dumps(value, ensure_ascii=False)

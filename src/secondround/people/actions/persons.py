"""One row per human: entering somebody, what they say of themselves, and how somebody leaves."""

from datetime import date, datetime
from typing import Literal
from zoneinfo import available_timezones

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils.translation import gettext as _

from secondround.audit.actions import Machine, record, turn
from secondround.people import access
from secondround.people.models import CandidateSession, DoorKey, InstallationRight, RightKind, User, WelcomeLink
from secondround.people.queries import known_language

Actor = User | Machine


class PersonRefused(ValueError):
    """What cannot stand; the argument is a code: email_taken, name_wanted, unknown_zone, unknown_language, not_oneself,
    last_administrator, not_active."""


def add_person(
    *,
    by: Actor,
    at: datetime,
    name: str,
    email: str,
    title: str = "",
    department: str = "",
    language: str = "en",
    since_on: date | None = None,
    through: Literal["person.invite", "import.run"] = "person.invite",
) -> User:
    """Enter somebody without inviting them: they have no password and cannot sign in until an invitation is spent."""
    if isinstance(by, User):
        access.check(by, access.facts_about(by, at), through)
    if not name.strip():
        raise PersonRefused("name_wanted")
    with turn():
        # One user per human: whoever was known as a candidate only works here from now on.
        known = User.objects.select_for_update().filter(email__iexact=email.strip()).first()
        if known is not None and known.is_staff:
            raise PersonRefused("email_taken")
        made = known or _blank(email, at)
        made.name, made.title, made.department = name.strip(), title.strip(), department.strip()
        made.language, made.since_on, made.is_staff = known_language(language), since_on, True
        made.save()
        record(by=by, at=at, act="people.add", about={"user": made.pk}, text={"name": made.name, "email": made.email})
    return made


def add_candidate_user(*, by: Actor, at: datetime, name: str, email: str, language: str = "en") -> User:
    """The user behind a candidate, so that they can come in by a key: the one with this address, else a new one without a password.

    The rooms that call have asked the door of their own act.
    """
    with turn():
        known = User.objects.filter(email__iexact=email.strip()).first()
        if known is not None:
            return known
        made = _blank(email, at)
        made.name, made.language, made.is_staff = name.strip(), known_language(language), False
        made.save()
        record(by=by, at=at, act="people.add_candidate_user", about={"user": made.pk})
    return made


def _blank(email: str, at: datetime) -> User:
    made = User(email=email.strip(), created_at=at)
    made.set_unusable_password()
    return made


def describe_person(
    *, by: User, at: datetime, name: str, pronounced: str = "", title: str = "", zone: str = "", language: str = "en"
) -> None:
    """What somebody says of themselves: name, how to say it, title, the zone their clocks show, the language of their letters."""
    access.check(by, access.facts_about(by, at, person=by), "account.own")
    if not name.strip():
        raise PersonRefused("name_wanted")
    new = {
        "name": name.strip(),
        "pronounced": pronounced.strip(),
        "title": title.strip(),
        "zone": zone,
        "language": language,
    }
    with turn():
        choose_clocks(by=by, at=at, zone=zone, language=language)
        User.objects.filter(pk=by.pk).update(**new)
        record(by=by, at=at, act="people.describe", about={"user": by.pk}, text=new)


def choose_clocks(*, by: User, at: datetime, zone: str, language: str) -> None:
    """Whose clocks somebody reads, and in which language they are written to. Part of an act that is recorded itself."""
    if zone and zone not in available_timezones():
        raise PersonRefused("unknown_zone")
    if language not in dict(settings.LANGUAGES):
        raise PersonRefused("unknown_language")
    User.objects.filter(pk=by.pk).update(zone=zone, language=language)


def correct_email(*, by: Actor, at: datetime, user: User, email: str) -> None:
    """Somebody signs in with, and gets letters at, another address from now on; links sent to the earlier one open nothing."""
    if isinstance(by, User):
        access.check(by, access.facts_about(by, at, person=user), "person.rights")
    new = email.strip()
    with turn():
        if User.objects.filter(email__iexact=new).exclude(pk=user.pk).exists():
            raise PersonRefused("email_taken")
        User.objects.filter(pk=user.pk).update(email=new)
        WelcomeLink.objects.filter(user=user, spent_at__isnull=True, revoked_at__isnull=True).update(revoked_at=at)
        record(
            by=by,
            at=at,
            act="people.correct_email",
            about={"user": user.pk},
            text={"from": user.email, "to": new},
        )
    user.email = new


def deactivate(*, by: Actor, at: datetime, user: User, reason: str = "") -> None:
    """Somebody leaves. Rights, open links and open sessions end in this transaction; what they wrote remains theirs."""
    if isinstance(by, User):
        access.check(by, access.facts_about(by, at, person=user), "person.rights")
    if by == user:
        raise PersonRefused("not_oneself")
    with turn():
        lock_administrators()
        if access.is_last_administrator(user, at):
            raise PersonRefused("last_administrator")
        if not User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
            raise PersonRefused("not_active")
        ended = InstallationRight.objects.filter(user=user, to_at__isnull=True).update(to_at=at)
        WelcomeLink.objects.filter(user=user, spent_at__isnull=True, revoked_at__isnull=True).update(revoked_at=at)
        sessions = end_sessions(user=user)
        record(
            by=by,
            at=at,
            act="people.deactivate",
            about={"user": user.pk},
            text={"reason": reason.strip(), "rights_ended": ended, "sessions_ended": sessions},
        )
    user.is_active = False


def reactivate(*, by: Actor, at: datetime, user: User) -> None:
    """Somebody comes back, without the rights they held: each is given anew or not."""
    if isinstance(by, User):
        access.check(by, access.facts_about(by, at, person=user), "person.rights")
    with turn():
        User.objects.filter(pk=user.pk).update(is_active=True)
        record(by=by, at=at, act="people.reactivate", about={"user": user.pk})
    user.is_active = True


def forget_second_factor(*, by: Actor, at: datetime, user: User) -> None:
    """Phone and recovery codes are lost: the next sign-in sets up a new app. Everything open in that name is signed out."""
    if isinstance(by, User):
        access.check(by, access.facts_about(by, at, person=user), "person.rights")
    with turn():
        Authenticator.objects.filter(user=user).delete()
        ended = end_sessions(user=user)
        record(
            by=by,
            at=at,
            act="people.forget_second_factor",
            about={"user": user.pk},
            text={"sessions_ended": ended},
        )


def sign_out_elsewhere(*, by: User, at: datetime, keep: str) -> int:
    """Sign oneself out of every browser but the one whose session is `keep`; returns of how many."""
    access.check(by, access.facts_about(by, at, person=by), "account.own")
    with turn():
        ended = end_sessions(user=by, keep=keep)
        record(by=by, at=at, act="people.sign_out_elsewhere", about={"user": by.pk}, text={"sessions_ended": ended})
    return ended


def note_sign_in(*, by: User, at: datetime) -> None:
    """Put into the record that somebody signed in."""
    record(by=by, at=at, act="people.sign_in", about={"user": by.pk})


def end_sessions(*, user: User, keep: str | None = None) -> int:
    """Sign somebody out everywhere but in the session `keep`; returns of how many browsers. Part of actions that record it."""
    keys = [
        session.session_key
        for session in Session.objects.all().iterator()
        if session.session_key != keep and session.get_decoded().get(SESSION_KEY) == str(user.pk)
    ]
    Session.objects.filter(session_key__in=keys).delete()
    return len(keys)


def lock_administrators() -> None:
    """Two administrators cannot end each other at the same moment: whoever comes second sees what the first did."""
    list(InstallationRight.objects.select_for_update().filter(kind=RightKind.ADMINISTRATOR, to_at__isnull=True))


def forget_person(*, by: Actor, at: datetime, user: User) -> None:
    """A candidate's user is nobody any more; of somebody who works here only the candidate's way in goes."""
    with turn():
        DoorKey.objects.filter(user=user).delete()
        CandidateSession.objects.filter(user=user).delete()
        if not user.is_staff:
            gone = {
                "name": _("Erased"),
                "pronounced": "",
                "title": "",
                "department": "",
                "zone": "",
                "is_active": False,
            }
            User.objects.filter(pk=user.pk).update(email=f"{user.uid}@erased.invalid", **gone)
        record(by=by, at=at, act="people.forget_person", about={"user": user.pk})

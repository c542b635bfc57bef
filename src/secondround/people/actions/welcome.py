"""The way in: an invitation, its link, and the one moment in which it is spent."""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from secondround.audit.actions import CONSOLE, WORKER, Machine, record, turn
from secondround.correspondence.actions import queue_letter
from secondround.correspondence.post import can_send
from secondround.people import access
from secondround.people.actions.persons import PersonRefused, add_person, end_sessions
from secondround.people.actions.rights import grant_right
from secondround.people.models import InstallationRight, Organisation, RightKind, User, WelcomeLink, WelcomePurpose
from secondround.people.queries import known_language

Actor = User | Machine

LIVES = timedelta(hours=72)
FIRST_RIGHTS = (RightKind.ADMINISTRATOR, RightKind.OPEN_POSITIONS, RightKind.IMPORT)


class LinkRefused(ValueError):
    """A link that opens nothing; the argument is a code: unknown, spent, expired, revoked, not_active, name_wanted, email_wanted."""


@dataclass(frozen=True)
class Invitation:
    """Who was invited. `link` stands here once, and only where this installation sends no letters."""

    user: User
    link: str | None


def invite(
    *,
    by: Actor,
    at: datetime,
    name: str,
    email: str,
    title: str = "",
    department: str = "",
    language: str = "en",
    rights: Collection[RightKind] = (),
) -> Invitation:
    """Invite somebody: a new person, or one who was only entered so far (by an import). Their first password is their own."""
    if isinstance(by, User):
        access.check(by, access.facts_about(by, at), "person.invite")
    with turn():
        user = User.objects.select_for_update().filter(email__iexact=email.strip()).first()
        if user is not None and user.invited_at is not None:
            raise PersonRefused("email_taken")
        if user is None or not user.is_staff:
            user = add_person(
                by=by, at=at, name=name, email=email, title=title, department=department, language=language
            )
        for kind in rights:
            grant_right(by=by, at=at, user=user, kind=kind)
        link = _send(by=by, at=at, user=user, act="people.invite")
    return Invitation(user, link)


def send_new_link(*, by: Actor, at: datetime, user: User) -> Invitation:
    """A new link for somebody invited before, who lost the letter or the password. Earlier links end; a second factor stays."""
    if isinstance(by, User):
        access.check(by, access.facts_about(by, at), "person.invite")
    if not user.is_active:
        raise LinkRefused("not_active")
    with turn():
        _revoke(user, at)
        link = _send(by=by, at=at, user=user, act="people.send_new_link")
    return Invitation(user, link)


def revoke_link(*, by: Actor, at: datetime, user: User) -> None:
    """The links of somebody's invitation open nothing any more."""
    if isinstance(by, User):
        access.check(by, access.facts_about(by, at), "person.invite")
    with turn():
        _revoke(user, at)
        record(by=by, at=at, act="people.revoke_link", about={"user": user.pk})


def find_welcome(*, token: str, at: datetime) -> WelcomeLink:
    """The link behind a token, if it can still be spent; changes nothing. Raises `LinkRefused`."""
    link = WelcomeLink.objects.select_related("user").filter(token_hash=_hashed(token)).first()
    if link is None:
        raise LinkRefused("unknown")
    if link.spent_at is not None:
        raise LinkRefused("spent")
    if link.revoked_at is not None:
        raise LinkRefused("revoked")
    if link.expires_at <= at:
        raise LinkRefused("expired")
    if link.user is not None and not link.user.is_active:
        raise LinkRefused("not_active")
    if link.user is None and access.active_administrators(at):
        raise LinkRefused("spent")  # the installation has begun without it
    return link


def spend_welcome(*, token: str, password: str, at: datetime, name: str = "", email: str = "") -> User:
    """Spend a link, once: its holder's password is `password` from now on. Whoever holds the console's link becomes the first
    administrator under `name` and `email`. Of two who spend at the same moment one succeeds. The password was checked by its form.
    """
    with turn():
        link = find_welcome(token=token, at=at)
        open_still = WelcomeLink.objects.filter(pk=link.pk, spent_at__isnull=True, revoked_at__isnull=True)
        if not open_still.update(spent_at=at):
            raise LinkRefused("spent")
        user = link.user or _first_administrator(name=name, email=email, at=at)
        User.objects.filter(pk=user.pk, invited_at__isnull=True).update(invited_at=link.made_at)
        user.refresh_from_db()
        user.set_password(password)
        user.save(update_fields=["password"])
        end_sessions(user=user)
        record(by=user, at=at, act="people.spend_welcome", about={"user": user.pk, "link": link.pk})
    return user


def _first_administrator(*, name: str, email: str, at: datetime) -> User:
    if not name.strip():
        raise LinkRefused("name_wanted")
    if not email.strip():
        raise LinkRefused("email_wanted")
    user = User.objects.filter(email__iexact=email.strip()).first()
    if user is None or not user.is_staff:
        user = add_person(by=CONSOLE, at=at, name=name, email=email)
    for kind in FIRST_RIGHTS:
        if not InstallationRight.objects.filter(user=user, kind=kind, to_at__isnull=True).exists():
            grant_right(by=CONSOLE, at=at, user=user, kind=kind)
    return user


def _send(*, by: Actor, at: datetime, user: User, act: str) -> str | None:
    token = secrets.token_urlsafe(32)
    made = WelcomeLink.objects.create(
        purpose=WelcomePurpose.INVITATION,
        user=user,
        token_hash=_hashed(token),
        made_at=at,
        expires_at=at + LIVES,
    )
    User.objects.filter(pk=user.pk, invited_at__isnull=True).update(invited_at=at)
    user.refresh_from_db(fields=["invited_at"])
    link = f"{settings.INSTALLATION.address}{reverse('people:welcome', args=[token])}"
    by_letter = sends_letters()
    if by_letter:
        _queue(by=by, at=at, user=user, link=link, is_first=act == "people.invite")
    record(
        by=by,
        at=at,
        act=act,
        about={"user": user.pk, "link": made.pk},
        text={"how": "letter" if by_letter else "shown"},
    )
    return None if by_letter else link


def sends_letters() -> bool:
    """Does this installation send? The demo's post goes to a folder and a page, which is sending enough."""
    return can_send()


def send_reset_letter(*, at: datetime, user: User, link: str) -> None:
    """The letter that somebody asked for who lost the password. Whoever was never invited, or left, gets none."""
    if not sends_letters() or user.invited_at is None or not user.is_active:
        return
    with transaction.atomic(), override(known_language(user.language)):
        words = {"name": user.name, "link": link}
        body = _(
            "Hello %(name)s,\n\nsomebody, probably you, asked for a new password to Second Round. Choose one here:\n\n%(link)s\n\n"
            "The link works once and for fifteen minutes. If it was not you, do nothing: your password stays as it is."
        )
        queue_letter(
            by=WORKER,
            at=at,
            to=user,
            kind="people.reset",
            subject=_("A new password for Second Round"),
            body=body % words,
            about=f"user:{user.pk}",
        )


def _queue(*, by: Actor, at: datetime, user: User, link: str, is_first: bool) -> None:
    organisation = Organisation.objects.first()
    with override(known_language(user.language)):
        words = {
            "name": user.name,
            "sender": by.name,
            "organisation": organisation.name if organisation else _("your organisation"),
            "link": link,
        }
        if is_first:
            subject = _("You are invited to Second Round at %(organisation)s") % words
            body = _(
                "Hello %(name)s,\n\n"
                "%(sender)s invites you to Second Round, where %(organisation)s keeps its interviews and decisions.\n"
                "Choose your own password here:\n\n%(link)s\n\n"
                "The link works once and for 72 hours. If it is too late, ask %(sender)s for a new one."
            )
        else:
            subject = _("Your new link to Second Round at %(organisation)s") % words
            body = _(
                "Hello %(name)s,\n\n"
                "%(sender)s sends you a new link. Choose your password here:\n\n%(link)s\n\n"
                "The link works once and for 72 hours; earlier links work no longer. If you use a second step to sign in, "
                "it stays as it was."
            )
        queue_letter(
            by=by, at=at, to=user, kind="people.invitation", subject=subject, body=body % words, about=f"user:{user.pk}"
        )


def _revoke(user: User, at: datetime) -> None:
    WelcomeLink.objects.filter(user=user, spent_at__isnull=True, revoked_at__isnull=True).update(revoked_at=at)


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

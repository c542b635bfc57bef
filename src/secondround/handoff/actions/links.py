"""The signed link to one brief: for its named reader, spent by POST with a mailed code, one hour, that brief and its margin."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.utils.translation import gettext as _

from secondround.audit.actions import record, turn
from secondround.correspondence.actions import queue_letter
from secondround.handoff import access
from secondround.handoff.actions.briefs import BriefRefused
from secondround.handoff.models import Brief, BriefLink, BriefReader
from secondround.people.models import User

LINK_LIVES = timedelta(hours=72)
CODE_LIVES = timedelta(minutes=15)
CODE_TRIES = 5
SESSION_LIVES = timedelta(minutes=60)


class LinkRefused(ValueError):
    """The argument is a code: spent, expired, ended, wrong_code, too_many_tries."""


@dataclass(frozen=True)
class LinkMade:
    """A link just made. Its token is known now and never again."""

    link: BriefLink
    token: str


def hash_of(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def send_link(*, by: User, at: datetime, brief: Brief, reader: BriefReader, address: str) -> LinkMade:
    """Write to the named reader; `address` is the public address of this installation, where the link leads."""
    access.check(by, brief.application, at, "brief.send_link")
    if reader.application_id != brief.application_id or reader.to_at is not None:
        raise BriefRefused("not_named")
    token = secrets.token_urlsafe(32)
    with turn():
        link = BriefLink.objects.create(
            brief=brief, reader=reader, token_hash=hash_of(token), made_by=by, made_at=at, expires_at=at + LINK_LIVES
        )
        words = {
            "name": reader.user.name,
            "position": brief.application.position.title,
            "link": f"{address}/b/{token}/",
            "sender": by.name,
        }
        queue_letter(
            by=by,
            at=at,
            to=reader.user,
            kind="handoff.brief_link",
            subject=_("A brief for you: %(position)s") % words,
            body=_(
                "Dear %(name)s,\n\n%(sender)s has prepared a brief for a second interview with you, for %(position)s.\n\n"
                "Open it here: %(link)s\n\nThe page asks you to confirm and then mails you a code. The link works for three days "
                "and opens this one brief and your margin for an hour."
            )
            % words,
            about=f"brief-link:{link.pk}",
        )
        record(
            by=by, at=at, act="handoff.send_link", about={"brief": brief.pk, "reader": reader.user_id, "link": link.pk}
        )
    return LinkMade(link, token)


def revoke_link(*, by: User, at: datetime, link: BriefLink) -> None:
    access.check(by, link.brief.application, at, "brief.send_link")
    with turn():
        BriefLink.objects.filter(pk=link.pk, revoked_at__isnull=True).update(revoked_at=at)
        record(by=by, at=at, act="handoff.revoke_link", about={"link": link.pk})


def send_code(*, by: User, at: datetime, link: BriefLink) -> None:
    """Mail the six-digit code that spends the link. `by` is its reader, who confirmed on the page."""
    check_link(link, at)
    code = f"{secrets.randbelow(10**6):06}"
    with turn():
        BriefLink.objects.filter(pk=link.pk).update(
            code_hash=hash_of(f"{link.pk}:{code}"), code_sent_at=at, code_tries=0
        )
        queue_letter(
            by=by,
            at=at,
            to=link.reader.user,
            kind="handoff.brief_code",
            subject=_("Your code: %(code)s") % {"code": code},
            body=_("Your code is %(code)s. It works for a quarter of an hour. If you did not ask for it, do nothing.")
            % {"code": code},
            about=f"brief-link:{link.pk}",
        )
        record(by=by, at=at, act="handoff.send_code", about={"link": link.pk})


def spend_link(*, by: User, at: datetime, link: BriefLink, code: str) -> None:
    """Spend the link with its code; once. Five wrong codes end it. Raises `LinkRefused`."""
    with turn():
        locked = BriefLink.objects.select_for_update().select_related("reader__user").get(pk=link.pk)
        check_link(locked, at)
        if not locked.code_hash or locked.code_sent_at is None or at - locked.code_sent_at > CODE_LIVES:
            raise LinkRefused("expired")
        is_right = secrets.compare_digest(locked.code_hash, hash_of(f"{locked.pk}:{code.strip()}"))
        is_over = not is_right and locked.code_tries + 1 >= CODE_TRIES
        changes: dict[str, object] = {"spent_at": at} if is_right else {"code_tries": locked.code_tries + 1}
        if is_over:
            changes["revoked_at"] = at
        BriefLink.objects.filter(pk=locked.pk).update(**changes)
        record(by=by, at=at, act="handoff.spend_link", about={"link": link.pk}, text={"is_right": is_right})
    if not is_right:
        raise LinkRefused("too_many_tries" if is_over else "wrong_code")


def check_link(link: BriefLink, at: datetime) -> None:
    """A link that can still be spent; raises `LinkRefused`."""
    if link.revoked_at is not None or link.reader.to_at is not None or not link.reader.user.is_active:
        raise LinkRefused("ended")
    if link.spent_at is not None:
        raise LinkRefused("spent")
    if at >= link.expires_at:
        raise LinkRefused("expired")

"""The post office: one letter to one server, or in the demo into a folder. Says what became of it and never raises."""

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime, formataddr
from enum import Enum
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.utils import timezone

from secondround.correspondence.models import Letter

TIMEOUT_SECONDS = 20
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Outcome(Enum):
    SENT = "sent"
    AWAY = "away"  # no server answered, or it does not let us in: nothing that this letter could help
    LATER = "later"  # the server asks to come again with this letter
    REFUSED = "refused"  # refused for good
    UNKNOWN = "unknown"  # the line broke after the body went out: the server may have it


@dataclass(frozen=True)
class Answer:
    """What became of one letter, and the problem in words."""

    outcome: Outcome
    problem: str = ""


class Insecure(OSError):
    """The server would be told a password in the clear."""


def folder() -> Path:
    """Where the demo's letters lie."""
    return Path(settings.INSTALLATION.home) / "letters"


def can_send() -> bool:
    """Whether this installation knows a mail server, or is the demo."""
    return bool(settings.INSTALLATION.is_demo or settings.INSTALLATION.mail_url)


def message(letter: Letter) -> EmailMessage:
    """The letter as a message: plain text, a stable Message-ID, one addressee. Raises `ValueError` where it cannot be one."""
    made = EmailMessage(policy=SMTP if letter.to_address.isascii() else SMTPUTF8)
    made["From"] = settings.INSTALLATION.mail_from
    made["To"] = formataddr((_one_line(letter.to_name), _ascii_domain(letter.to_address)))
    made["Subject"] = _one_line(letter.subject)
    made["Message-ID"] = letter.message_id
    made["Date"] = format_datetime(timezone.now())
    made["Auto-Submitted"] = "auto-generated"
    # Quoted-printable, so that a server that passes seven bits only changes nothing.
    made.set_content(letter.body, cte=None if letter.body.isascii() else "quoted-printable")
    made["Content-Language"] = letter.language  # setting the text takes away every header about it
    if letter.reply_to:
        made["Reply-To"] = _one_line(letter.reply_to)
    if letter.calendar:
        _enclose(made, letter.calendar, letter.calendar_method)
    return made


def _enclose(made: EmailMessage, calendar: str, method: str) -> None:
    """The event beside the text, for clients that read it there, and once more as a file, for those that do not.

    `method` in the header equals METHOD in the object: else Outlook does not know the message for an invitation.
    """
    made.add_alternative(calendar, subtype="calendar", cte="base64", params={"method": method})
    made.add_attachment(calendar.encode(), maintype="application", subtype="ics", filename="invite.ics")


def _one_line(text: str) -> str:
    """Nothing that people type begins a header of its own, nor an encoded word: decoded, one could hold the end of a line."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split()).replace("=?", "= ?")


def _ascii_domain(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain if domain.isascii() else domain.encode('idna').decode()}"


def send(letter: Letter, made: EmailMessage) -> Answer:
    """Hand one letter over, as the message `made` of it."""
    if settings.INSTALLATION.is_demo:
        folder().mkdir(parents=True, exist_ok=True, mode=0o700)
        (folder() / f"{letter.uid}.eml").write_bytes(bytes(made))
        return Answer(Outcome.SENT)
    try:
        session = connection()
    except (OSError, smtplib.SMTPException) as error:
        return Answer(Outcome.AWAY, f"{type(error).__name__}: {error}")
    try:
        return _hand_over(session, letter, made)
    finally:
        session.close()


def connection() -> smtplib.SMTP:
    """A session with the mail server of SECONDROUND_MAIL_URL: smtp:// (STARTTLS where offered) or smtps://."""
    url = urlsplit(settings.INSTALLATION.mail_url)
    host, secure = url.hostname or "localhost", ssl.create_default_context()
    session: smtplib.SMTP
    if url.scheme == "smtps":
        session = smtplib.SMTP_SSL(host, url.port or 465, timeout=TIMEOUT_SECONDS, context=secure)
    else:
        session = smtplib.SMTP(host, url.port or 25, timeout=TIMEOUT_SECONDS)
    try:
        session.ehlo_or_helo_if_needed()
        is_secret = url.scheme == "smtps" or host in LOOPBACK
        if url.scheme != "smtps" and session.has_extn("starttls"):
            session.starttls(context=secure)
            session.ehlo()
            is_secret = True
        if url.username:
            if not is_secret:
                raise Insecure(f"{host} offers no STARTTLS, so the password would go in the clear; use smtps://")
            session.login(unquote(url.username), unquote(url.password or ""))
    except BaseException:
        session.close()
        raise
    return session


def _hand_over(session: smtplib.SMTP, letter: Letter, made: EmailMessage) -> Answer:
    """Step by step, so that it is known whether the body was on its way when something broke."""
    sender, to = settings.INSTALLATION.sender_address, _ascii_domain(letter.to_address)
    options = [] if to.isascii() else ["SMTPUTF8", "BODY=8BITMIME"]
    if options and not session.has_extn("smtputf8"):
        return Answer(Outcome.REFUSED, "the mail server takes no addresses with letters beyond ASCII")
    try:
        code, words = session.mail(sender, options)
        if code != 250:  # who we are is refused, whatever the letter
            return Answer(Outcome.AWAY, _said(code, words))
        code, words = session.rcpt(to)
        if code not in (250, 251):
            return _refusal(code, words)
        code, words = session.docmd("DATA")
        if code != 354:
            return _refusal(code, words)
    except (OSError, smtplib.SMTPException) as error:
        return Answer(Outcome.LATER, f"{type(error).__name__}: {error}")  # the body had not begun: it is not there
    try:
        session.send(_dotted(bytes(made)))
        code, words = session.getreply()
    except (OSError, smtplib.SMTPException) as error:
        return Answer(Outcome.UNKNOWN, f"{type(error).__name__}: {error}")
    if code != 250:
        return _refusal(code, words)
    with suppress(OSError, smtplib.SMTPException):  # the letter is theirs by now
        session.docmd("QUIT")
    return Answer(Outcome.SENT)


def _refusal(code: int, words: bytes) -> Answer:
    return Answer(Outcome.REFUSED if code >= 500 else Outcome.LATER, _said(code, words))


def _said(code: int, words: bytes) -> str:
    return f"{code} {words.decode('utf-8', 'replace')}"


def _dotted(body: bytes) -> bytes:
    """As RFC 5321 4.5.2 wants it: a line that begins with a dot gets another, and a dot alone ends it."""
    doubled = b"\r\n".join(b"." + line if line.startswith(b".") else line for line in body.split(b"\r\n"))
    return doubled + (b".\r\n" if doubled.endswith(b"\r\n") else b"\r\n.\r\n")

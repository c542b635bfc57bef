"""The post office: one letter to one server, or in the demo into a folder. Says what became of it and never raises."""

import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from enum import Enum
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.utils import timezone

from secondround.correspondence.models import Letter

TIMEOUT_SECONDS = 20


class Outcome(Enum):
    SENT = "sent"
    LATER = "later"  # the server asks to come again, or was not there
    REFUSED = "refused"  # refused for good
    UNKNOWN = "unknown"  # the line broke after the body went out


def folder() -> Path:
    """Where the demo's letters lie."""
    return Path(settings.INSTALLATION.home) / "letters"


def can_send() -> bool:
    """Whether this installation knows a mail server, or is the demo."""
    return bool(settings.INSTALLATION.is_demo or settings.INSTALLATION.mail_url)


def message(letter: Letter) -> EmailMessage:
    """The letter as a message: plain text, a stable Message-ID, one addressee."""
    made = EmailMessage(policy=SMTP)
    made["From"] = settings.INSTALLATION.mail_from
    made["To"] = formataddr((letter.to_name, letter.to_address))
    made["Subject"] = " ".join(letter.subject.split())
    made["Message-ID"] = letter.message_id
    made["Date"] = format_datetime(timezone.now())
    made["Content-Language"] = letter.language
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(letter.body)
    return made


def send(letter: Letter) -> tuple[Outcome, str]:
    """Hand one letter over. Returns what became of it and the problem in words."""
    if settings.INSTALLATION.is_demo:
        folder().mkdir(parents=True, exist_ok=True, mode=0o700)
        (folder() / f"{letter.uid}.eml").write_bytes(bytes(message(letter)))
        return Outcome.SENT, ""
    try:
        return _through_server(letter)
    except (OSError, smtplib.SMTPException) as error:
        return Outcome.LATER, f"{type(error).__name__}: {error}"


def connection() -> smtplib.SMTP:
    """A session with the mail server of SECONDROUND_MAIL_URL: smtp:// (STARTTLS where offered) or smtps://."""
    url = urlsplit(settings.INSTALLATION.mail_url)
    host, secure = url.hostname or "localhost", ssl.create_default_context()
    if url.scheme == "smtps":
        session: smtplib.SMTP = smtplib.SMTP_SSL(host, url.port or 465, timeout=TIMEOUT_SECONDS, context=secure)
    else:
        session = smtplib.SMTP(host, url.port or 25, timeout=TIMEOUT_SECONDS)
        session.ehlo()
        if session.has_extn("starttls"):
            session.starttls(context=secure)
    if url.username:
        session.login(unquote(url.username), unquote(url.password or ""))
    return session


def _through_server(letter: Letter) -> tuple[Outcome, str]:
    session = connection()
    began = False
    try:
        began = True
        session.send_message(message(letter), to_addrs=[letter.to_address])
    except smtplib.SMTPServerDisconnected as error:
        return (Outcome.UNKNOWN if began else Outcome.LATER), str(error)
    except smtplib.SMTPRecipientsRefused as error:
        code, words = error.recipients[letter.to_address]
        return (Outcome.LATER if code < 500 else Outcome.REFUSED), f"{code} {words!r}"
    except smtplib.SMTPResponseException as error:
        return (Outcome.LATER if error.smtp_code < 500 else Outcome.REFUSED), f"{error.smtp_code} {error.smtp_error!r}"
    finally:
        session.close()
    return Outcome.SENT, ""

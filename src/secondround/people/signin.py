"""How signing in works here, told to allauth: nobody signs up, a second factor's secret is kept encrypted, words are ours."""

import base64
import hashlib
import time
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.encoding import force_bytes
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markupsafe import Markup
from qrcode.main import QRCode

from secondround.people.actions import note_sign_in, send_reset_letter
from secondround.people.models import User

WORDS = {
    "account/messages/password_changed.txt": gettext_lazy(
        "Your password is changed. Every other browser is signed out."
    ),
    "mfa/messages/totp_activated.txt": gettext_lazy("Your authenticator app is your second step from now on."),
    "mfa/messages/totp_deactivated.txt": gettext_lazy("Your authenticator app is no longer asked for."),
    "mfa/messages/recovery_codes_generated.txt": gettext_lazy(
        "New recovery codes are made; the earlier ones work no longer."
    ),
}
"""What is said after an act, by the name allauth gives it. What does not stand here is not said: the page shows it."""


def signed_in(request: HttpRequest) -> User:
    """Who is at the other end. The middleware let nobody else through to a page that asks this."""
    if isinstance(request.user, User):
        return request.user
    raise Http404


def device_key(request: HttpRequest) -> str:
    """A key for what a page keeps on the device: the session's own, never stored, and nobody's once the session has ended."""
    candidate = getattr(request, "candidate_session", None)
    session = candidate.key_hash if candidate else request.session.session_key or ""
    key = salted_hmac("secondround.device", session, algorithm="sha256").digest()
    return base64.b64encode(key).decode()


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Passwords: who may sign in with one, what is said, and what goes into the record."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": gettext_lazy("This e-mail and this password do not belong together."),
        "too_many_login_attempts": gettext_lazy("Too many tries. Wait five minutes, then try again."),
        "incorrect_password": gettext_lazy("This is not your password."),
        "enter_current_password": gettext_lazy("This is not your password of today."),
        "rate_limited": gettext_lazy("Too many tries. Wait a few minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Nobody signs in before an invitation, by whatever way they came to a password."""
        if user.invited_at is None:
            refused: HttpResponse = self.respond_user_inactive(request, user)
            return refused
        response: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return response

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        note_sign_in(by=user, at=timezone.now())

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Signing in counts as saying who one is, for as long as saying it again does: nobody types it twice in a row."""
        records = get_authentication_records(self.request, self.request.user)
        if records and time.time() - records[-1]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """The one letter of allauth's that we send, in our words and through our post; its others have no door here."""
        if template_prefix == "account/email/password_reset_key":
            send_reset_letter(at=timezone.now(), user=context["user"], link=context["password_reset_url"])

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Under the installation's own address, whatever host the asking browser named."""
        path = urlsplit(super().get_reset_password_from_key_url(key)).path
        return f"{settings.INSTALLATION.address}{path}"

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        said = message or WORDS.get(message_template or "")
        if said:
            messages.add_message(request, level, str(said), extra_tags=extra_tags)


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """The second factor: its secrets lie in the database only encrypted, under a key that lies outside it."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("This code is not right, or no longer. Type the one your app shows now."),
    }

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> str:
        """The code to scan, as a drawing by attributes alone: the content policy allows neither data: nor styles."""
        return qr_drawing(url)


class CodeOnce(BaseAuthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """A code opens once. It holds a step of the clock longer than the app shows it; allauth forgets a spent one before that."""

    def clean_code(self) -> str:
        code: str = super().clean_code()
        steps = 2 * settings.MFA_TOTP_TOLERANCE + 1
        if not cache.add(f"second-step:{self.user.pk}:{code}", True, timeout=steps * settings.MFA_TOTP_PERIOD):
            raise MFAAdapter().validation_error("incorrect_code")
        return code


class SecondStepForm(CodeOnce, AuthenticateForm):  # type: ignore[misc]
    """The code after the password."""


class SecondStepAgainForm(CodeOnce, ReauthenticateForm):  # type: ignore[misc]
    """The code before something that must not be done by whoever finds a browser open."""


QUIET = 4
"""The free rim that scanners want around a code, in modules."""


def qr_drawing(text: str) -> Markup:
    """A QR code as one SVG path on white, dark on light in either theme; a run of dark modules is one rectangle."""
    code = QRCode(border=0)
    code.add_data(text)
    code.make()
    path = []
    for y, line in enumerate(code.get_matrix(), start=QUIET):
        x = 0
        while x < len(line):
            run = next((end for end in range(x, len(line)) if not line[end]), len(line)) - x
            if run:
                path.append(f"M{x + QUIET} {y}h{run}v1h-{run}z")
            x += run or 1
    side = code.modules_count + 2 * QUIET
    return Markup(
        '<svg viewBox="0 0 {side} {side}" width="232" height="232" role="img" aria-label="{label}" '
        'shape-rendering="crispEdges"><rect width="{side}" height="{side}" fill="#fff"/><path fill="#000" d="{path}"/></svg>'
    ).format(side=side, label=_("QR code for your authenticator app"), path="".join(path))


def _box() -> MultiFernet:
    """The newest signing key encrypts; earlier ones still open what they closed."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    derived = (hashlib.sha256(b"second factor\n" + force_bytes(key)).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in derived])

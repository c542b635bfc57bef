"""People: one user per human, what they may do on this installation, and the one organisation it serves."""

import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower


class UserManager(BaseUserManager["User"]):
    """Looks people up by e-mail as people type it: capitals do not matter."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username or "")


class User(AbstractBaseUser):
    """A human being, staff or candidate. What somebody may do stands in assignments with from and to, never here."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=200)
    pronounced = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=200, blank=True)
    department = models.CharField(max_length=200, blank=True)
    since_on = models.DateField(null=True)
    language = models.CharField(max_length=10, default="en")
    zone = models.CharField(max_length=60, blank=True)
    is_active = models.BooleanField(default=True)
    # False: known here as a candidate only; opens no door of the hiring side and stands on no list of people
    is_staff = models.BooleanField(default=True)
    hours = models.JSONField(default=dict)  # {"1": ["09:00", "17:00"], ..} by ISO weekday; empty: the organisation's
    daily_limit = models.PositiveSmallIntegerField(null=True)  # interviews a day; null: the organisation's
    weekly_limit = models.PositiveSmallIntegerField(null=True)
    invited_at = models.DateTimeField(null=True)  # nobody signs in before an invitation was sent
    created_at = models.DateTimeField()

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        return self.name


class RightKind(models.TextChoices):
    """Installation-wide rights. None of them opens any candidate's file."""

    ADMINISTRATOR = "administrator"
    OPEN_POSITIONS = "open_positions"
    IMPORT = "import"
    STEWARD = "steward"
    PRIVACY = "privacy"


class InstallationRight(models.Model):
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="rights")
    kind = models.CharField(max_length=20, choices=RightKind)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=RightKind.values), name="right_known"),
            models.UniqueConstraint(
                fields=["user", "kind"], condition=models.Q(to_at__isnull=True), name="right_held_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.user_id}"


class Organisation(models.Model):
    """The one organisation of this installation."""

    name = models.CharField(max_length=200)
    zone = models.CharField(max_length=60, default="UTC")
    about = models.TextField(blank=True)
    days_off = models.JSONField(default=list)  # ISO dates on which nothing is promised
    hours = models.JSONField(default=dict)  # as a person's; empty: Monday to Friday 09:00-17:00
    daily_limit = models.PositiveSmallIntegerField(default=3)
    weekly_limit = models.PositiveSmallIntegerField(default=6)
    # What publishing a position asks for, once: whom applicants may ask, and how long what they send is kept.
    contact_name = models.CharField(max_length=200, blank=True)
    contact_email = models.EmailField(max_length=254, blank=True)
    retention_months = models.PositiveSmallIntegerField(null=True)
    privacy_notice = models.TextField(blank=True)  # empty: the notice that comes with the product
    is_adjusted = models.BooleanField(
        default=True
    )  # off: nobody's scores are adjusted for who met them, on no position
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="organisation_is_one_row")]

    def __str__(self) -> str:
        return self.name


class BusyTime(models.Model):
    """When somebody cannot be met, entered by hand: from and to, never what for."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["user", "from_at"], name="busy_time_of")]
        constraints = [
            models.CheckConstraint(condition=models.Q(to_at__gt=models.F("from_at")), name="busy_time_has_length")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.from_at:%Y-%m-%d %H:%M}"


class BookedSlot(models.Model):
    """Five minutes of somebody's time, taken by one booking: nobody is in two places, whoever books at the same moment."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    slot = models.DateTimeField()
    booking = models.UUIDField()  # opaque key of the room that booked it

    class Meta:
        indexes = [models.Index(fields=["booking"], name="booked_slot_booking")]
        constraints = [models.UniqueConstraint(fields=["user", "slot"], name="booked_slot_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.slot:%Y-%m-%d %H:%M}"


class WelcomePurpose(models.TextChoices):
    FIRST_ADMINISTRATOR = "first_administrator"
    INVITATION = "invitation"


class WelcomeLink(models.Model):
    """A link that lets one person set a first password. Only its hash is kept; it is spent by POST, once."""

    purpose = models.CharField(max_length=20, choices=WelcomePurpose)
    user = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+"
    )  # null: whoever holds the console link
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    spent_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.purpose} {self.made_at:%Y-%m-%d}"


class DoorKey(models.Model):
    """A candidate's way in: a link to confirm, or six digits to type. Only hashes are kept; spent by POST, once."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=64, blank=True)  # of the digits; a link in another letter has none
    code_tries = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    spent_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"key of {self.user_id}"


class CandidateSession(models.Model):
    """A browser in which a candidate is signed in: theirs to list and to end, wherever they are."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    key_hash = models.CharField(max_length=64, unique=True)
    browser = models.CharField(max_length=200, blank=True)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"session of {self.user_id}"


class UnsentForm(models.Model):
    """What somebody typed before they were signed out: sealed under a key that only their browser holds. See `people.unsent`."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sealed = models.BinaryField()
    kept_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"a form of {self.kept_at:%Y-%m-%d}"

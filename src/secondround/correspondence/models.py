"""Letters to people: what was written, to whom, and what became of it. Knows no other room's nouns."""

import uuid

from django.conf import settings
from django.db import models


class LetterState(models.TextChoices):
    QUEUED = "queued"
    SENDING = "sending"  # written before the socket opens, so that a repeat after a crash is known
    SENT = "sent"
    UNKNOWN = "unknown"  # the line broke after the body went out: the server may have it
    FAILED = "failed"  # refused for good, or tried too often: a person looks
    WITHDRAWN = "withdrawn"


class Letter(models.Model):
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    to_user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    to_address = models.EmailField(max_length=254)
    to_name = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=60)  # "people.invitation": chooses template and sending policy
    language = models.CharField(max_length=10, default="en")
    subject = models.CharField(max_length=300)
    body = models.TextField()
    template = models.CharField(max_length=80, blank=True)  # which wording it was made of: "kind:language:version"
    calendar = models.TextField(blank=True)  # an iCalendar object that goes with it
    calendar_method = models.CharField(max_length=10, blank=True)  # REQUEST or CANCEL
    reply_to = models.CharField(max_length=320, blank=True)
    about = models.CharField(max_length=80, blank=True)  # opaque key of the room that queued it
    message_id = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=12, choices=LetterState, default=LetterState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.TextField(blank=True)
    queued_at = models.DateTimeField()
    not_before = models.DateTimeField(null=True)
    sending_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-queued_at", "-pk")
        indexes = [
            models.Index(fields=["state", "queued_at"], name="letter_state"),
            models.Index(fields=["about"], name="letter_about"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=LetterState.values), name="letter_state_known"),
            models.CheckConstraint(
                condition=~models.Q(state=LetterState.SENT) | models.Q(sent_at__isnull=False),
                name="letter_sent_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.to_address}"


class LetterTemplate(models.Model):
    """One version of an organisation's own wording of a kind of letter. The newest stands before the product's; all are kept."""

    kind = models.CharField(max_length=60)
    language = models.CharField(max_length=10, default="en")
    version = models.PositiveSmallIntegerField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("kind", "language", "-version")
        constraints = [
            models.UniqueConstraint(fields=["kind", "language", "version"], name="letter_template_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.language} v{self.version}"


class SendingPause(models.Model):
    """While a row without an end stands here no letter leaves; a restored backup starts so."""

    reason = models.CharField(max_length=200)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.reason

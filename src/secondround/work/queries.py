"""What the doctor and the command line ask about background work."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from secondround.work.models import WorkItem, WorkState


def dead_items() -> QuerySet[WorkItem]:
    """What was given up, the newest first."""
    return WorkItem.objects.filter(state=WorkState.DEAD).order_by("-ended_at", "-pk")


def longest_wait(at: datetime) -> timedelta:
    """How long the item due longest has been waiting: minutes mean that no worker runs."""
    due = WorkItem.objects.filter(state=WorkState.WAITING, due_at__lt=at).order_by("due_at").first()
    return at - due.due_at if due else timedelta(0)

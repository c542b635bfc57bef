"""What was decided so far, and whether it can still be changed."""

from collections.abc import Collection
from datetime import datetime

from secondround.candidates.models import Application, CaseMember, CaseRole
from secondround.handoff.models import ShortlistEntry
from secondround.positions.access import live


def entries_in_force(applications: Collection[int]) -> dict[int, ShortlistEntry]:
    """The decision that stands, by application."""
    rows = (
        ShortlistEntry.objects.filter(application__in=applications, superseded_at__isnull=True)
        .select_related("reason", "decided_by")
        .prefetch_related("reason__competencies")
    )
    return {row.application_id: row for row in rows}


def handed_over(applications: Collection[int], at: datetime) -> set[int]:
    """Applications that a senior reader has been given."""
    rows = CaseMember.objects.filter(live(at), application__in=applications, role=CaseRole.SENIOR_READER)
    return set(rows.values_list("application", flat=True))


def is_handed_over(application: Application, at: datetime) -> bool:
    return application.pk in handed_over([application.pk], at)

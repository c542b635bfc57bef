"""A card as it is written: saved while its author types, every state kept until it is submitted, theirs alone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from secondround.interviews import access
from secondround.interviews.actions.scorecards import CardRefused
from secondround.interviews.models import Assignment, AssignmentState, Draft, DraftVersion
from secondround.people.models import User

KEPT_VERSIONS = 40


class DraftConflict(Exception):
    """Somewhere else the same card was saved meanwhile; `draft` is what stands there. Nothing was written."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(draft.version)
        self.draft = draft


def save_draft(*, by: User, at: datetime, assignment: Assignment, body: Mapping[str, Any], base: int) -> Draft:
    """Save one's draft over version `base`. The same text twice is one version, so that an answer lost on its way does no harm.

    Raises `DraftConflict`, and `CardRefused("not_owed")` where the card is in or not wanted any more.
    """
    with transaction.atomic():
        locked = Assignment.objects.select_for_update(of=("self",)).select_related(
            "interview__application", "interview__round"
        ).get(pk=assignment.pk)  # fmt: skip
        if locked.state != AssignmentState.OWED:
            raise CardRefused("already_submitted" if locked.state == AssignmentState.SUBMITTED else "not_owed")
        access.check_own(by, locked, at, "assessment.write_own")
        draft = Draft.objects.filter(assignment=locked).first()
        if draft is None:
            draft = Draft(assignment=locked, version=0, body={})
        if draft.version and draft.body == body:
            return draft
        if base != draft.version:
            raise DraftConflict(draft)
        if draft.version:
            DraftVersion.objects.create(draft=draft, version=draft.version, body=draft.body, saved_at=draft.saved_at)
            draft.versions.filter(version__lte=draft.version - KEPT_VERSIONS).delete()
        draft.version, draft.body, draft.saved_at = draft.version + 1, dict(body), at
        draft.save()
        if locked.opened_at is None:
            Assignment.objects.filter(pk=locked.pk).update(opened_at=at)
    return draft

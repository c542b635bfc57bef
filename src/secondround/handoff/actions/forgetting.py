"""What becomes of briefs, reasons and margins when a person is forgotten: words go, decisions and hashes stay."""

from collections.abc import Collection
from datetime import datetime

from secondround.audit.actions import About, record, turn
from secondround.handoff.models import Brief, BriefBody, BriefLink, MarginNote, Reason, ShortlistEntry
from secondround.people.models import User


def forget_briefs(*, by: User, at: datetime, applications: Collection[int]) -> About:
    """Part of an erasure that two people asked for; says under which ids the record speaks of what was forgotten."""
    with turn():
        briefs = Brief.objects.filter(application__in=applications)
        bodies = list(briefs.exclude(body=None).values_list("body", flat=True))
        told: About = {
            "brief": list(briefs.values_list("pk", flat=True)),
            "link": list(BriefLink.objects.filter(brief__in=briefs).values_list("pk", flat=True)),
            "reason": list(Reason.objects.filter(application__in=applications).values_list("pk", flat=True)),
        }
        briefs.update(body=None)
        BriefBody.objects.filter(pk__in=bodies).delete()
        BriefLink.objects.filter(brief__in=briefs, revoked_at=None).update(revoked_at=at)
        MarginNote.objects.filter(application__in=applications).update(text="")
        Reason.objects.filter(application__in=applications).update(text="")
        ShortlistEntry.objects.filter(application__in=applications).update(figures={})
        record(by=by, at=at, act="handoff.forget_briefs", about={"applications": sorted(applications)})
    return told

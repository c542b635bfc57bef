"""Cleo's day as Rosa plans it, for the tests of visits: figures at 9 with Nora, the team at 10 with Dora led by Otto, Sami last at 11."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tests.cast import cast, second_round

from secondround.correspondence.models import Letter
from secondround.visits.actions import DayGiven, SessionGiven, add_session, change_session, confirm_day, plan_day
from secondround.visits.models import ItemKind, SessionPart, Visit

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
ON = date(2026, 10, 5)  # a Monday
A, X, H, L = SessionPart.ASSESSOR, SessionPart.INTRODUCED, SessionPart.HOST, SessionPart.SHADOW


def wall(text, on=ON):
    return datetime.combine(on, time.fromisoformat(text), AMSTERDAM)


class Planning:
    """The world with a draft of the day in it, and short words for what Rosa does with it."""

    def __init__(self):
        self.world = cast()
        self.second = second_round(self.world)
        self.now = self.second.at + timedelta(days=1)
        self.seen = 0
        given = DayGiven(ON, "Europe/Amsterdam", self.second.site, self.world.otto, self.world.rosa, "Ask for Otto.")
        self.visit = plan_day(by=self.world.rosa, at=self.now, application=self.world.cleo, given=given)
        w, second, maas = self.world, self.second, self.second.rooms[0]
        self.figures = self.add(ItemKind.INTERVIEW, "09:00", 45, [(w.nora, A)], kit=second.figures, room=maas)
        self.team = self.add(ItemKind.INTRODUCTION, "10:00", 30, [(w.dora, X), (w.otto, H)], kit=second.team, room=maas)
        self.talk = self.add(ItemKind.INTERVIEW, "11:00", 60, [(w.sami, A)], kit=second.conversation, room=maas)

    @property
    def edit(self):
        return Visit.objects.get(pk=self.visit.pk).edit

    def given(self, kind, start, minutes, people, **more):
        return SessionGiven(kind, wall(start), minutes, people=people, **more)

    def add(self, kind, start, minutes, people, **more):
        given = self.given(kind, start, minutes, people, **more)
        return add_session(by=self.world.rosa, at=self.now, visit=self.visit, edit=self.edit, given=given)

    def change(self, session, start, people, minutes=None, **more):
        session.refresh_from_db()
        more = {"kit": session.kit, "room": session.room, "title": session.title, **more}
        given = self.given(session.kind, start, minutes or session.minutes, people, **more)
        change_session(by=self.world.rosa, at=self.now, session=session, edit=self.edit, given=given)

    def confirm(self, **more):
        self.visit.refresh_from_db()
        return confirm_day(by=self.world.rosa, at=self.now, visit=self.visit, edit=self.edit, **more)

    def told(self):
        """Letters since the last look: to whom, which kind."""
        rows = Letter.objects.filter(pk__gt=self.seen).order_by("pk")
        found = [(one.to_address.partition("@")[0], one.kind.removeprefix("visits.")) for one in rows]
        self.seen = max(Letter.objects.values_list("pk", flat=True), default=0)
        return found

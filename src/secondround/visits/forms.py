"""What people type about a day: parsed and checked, on the clocks of the house."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from secondround.people.forms import ZONES
from secondround.people.models import User
from secondround.people.queries import choosable
from secondround.people.rules import exists
from secondround.positions.models import Kit, MeetingRoom, Site
from secondround.visits.actions import DayGiven, SessionGiven
from secondround.visits.models import ItemKind, Session, SessionPart, Visit
from secondround.visits.queries.days import Planned
from secondround.visits.queries.moving import Move

DAY_WRONG = gettext_lazy("Write the day as 2026-12-04.")
TIME_WRONG = gettext_lazy("Write the time as 10:30.")


class DayForm(forms.Form):
    """Which day, where, who walks the candidate round, whom everybody asks."""

    on = forms.DateField(error_messages={"required": DAY_WRONG, "invalid": DAY_WRONG})
    site = forms.CharField(required=False)
    zone = forms.CharField(required=False)
    host = forms.CharField(required=False)
    coordinator = forms.CharField(required=False)
    welcome = forms.CharField(required=False, max_length=2000)

    def __init__(self, data: QueryDict | None, *, initial: Mapping[str, Any], planner: User) -> None:
        super().__init__(data, initial=dict(initial))
        self.planner = planner
        self.sites = list(Site.objects.all())
        self.people = list(choosable())

    def clean_zone(self) -> str:
        zone: str = self.cleaned_data["zone"]
        if zone and zone not in ZONES:
            raise forms.ValidationError(_("Choose a time zone from the list."))
        return zone

    def clean_host(self) -> User | None:
        return self._person("host")

    def clean_coordinator(self) -> User:
        return self._person("coordinator") or self.planner

    def _person(self, name: str) -> User | None:
        chosen = self.cleaned_data[name]
        found = next((one for one in self.people if str(one.uid) == chosen), None)
        if chosen and found is None:
            raise forms.ValidationError(_("Choose somebody from the list."))
        return found

    def given(self) -> DayGiven:
        """What was typed, once it is valid."""
        given = self.cleaned_data
        site = next((one for one in self.sites if str(one.uid) == given["site"]), None)
        zone = site.zone if site else given["zone"] or str(self.initial.get("zone", "UTC"))
        return DayGiven(given["on"], zone, site, given["host"], given["coordinator"], given["welcome"])

    @staticmethod
    def initial_of(visit: Visit) -> dict[str, Any]:
        return {
            "on": visit.on,
            "site": str(visit.site.uid) if visit.site else "",
            "zone": visit.zone,
            "host": str(visit.host.uid) if visit.host else "",
            "coordinator": str(visit.coordinator.uid),
            "welcome": visit.welcome,
        }


def moment_on(visit: Visit, text: str) -> datetime:
    """A time of the day as it was typed, on the clocks of the house."""
    try:
        wall = datetime.combine(visit.on, time.fromisoformat(text.strip()))
    except ValueError as error:
        raise forms.ValidationError(str(TIME_WRONG)) from error
    if not exists(wall, ZoneInfo(visit.zone)):
        raise forms.ValidationError(_("Clocks go forward that night: this time does not exist there."))
    return wall.replace(tzinfo=ZoneInfo(visit.zone)).astimezone(UTC)


def rooms_for(visit: Visit) -> list[MeetingRoom]:
    """Every room of the organisation's: those of the day's house first, then the others by house and name."""
    rooms = MeetingRoom.objects.filter(retired_at=None).select_related("site").order_by("site__name", "name", "pk")
    return sorted(rooms, key=lambda one: one.site_id != visit.site_id)


class SessionForm(forms.Form):
    """One item: what it is, when, how long, where, who is there and in what part."""

    kind = forms.ChoiceField(choices=ItemKind.choices, error_messages={"required": gettext_lazy("Choose what it is.")})
    kit = forms.CharField(required=False)
    title = forms.CharField(required=False, max_length=120)
    about = forms.CharField(required=False, max_length=300)
    start = forms.CharField(error_messages={"required": TIME_WRONG})
    minutes = forms.IntegerField(min_value=5, max_value=480)
    room = forms.CharField(required=False)
    place = forms.CharField(required=False, max_length=300)
    led_by = forms.CharField(required=False)
    listens = forms.CharField(required=False)
    forms_wanted = forms.BooleanField(required=False)
    edit = forms.IntegerField(min_value=0)

    def __init__(self, visit: Visit, data: QueryDict | None, *, initial: Mapping[str, Any]) -> None:
        super().__init__(data, initial=dict(initial))
        self.visit = visit
        self.people = list(choosable())
        self.kits = list(
            Kit.objects.filter(round__position=visit.application.position, retired_at=None).select_related("round")
        )
        self.rooms = rooms_for(visit)

    def clean_start(self) -> datetime:
        return moment_on(self.visit, self.cleaned_data["start"])

    def chosen(self) -> list[str]:
        """Whom the page shows as chosen: as typed, else as they stand."""
        if isinstance(self.data, QueryDict) and self.is_bound:
            return self.data.getlist("people")
        return list(self.initial.get("people", []))

    def given(self) -> SessionGiven:
        """What was typed, once it is valid."""
        given = self.cleaned_data
        kind = ItemKind(given["kind"])
        own = SessionPart.ASSESSOR if kind == ItemKind.INTERVIEW else SessionPart.INTRODUCED
        people: dict[int, tuple[User, SessionPart]] = {}
        for chosen, part in (
            *((one, own) for one in self.chosen()),
            (given["led_by"], SessionPart.HOST),
            (given["listens"], SessionPart.SHADOW),
        ):
            if user := next((one for one in self.people if str(one.uid) == chosen), None):
                people.setdefault(user.pk, (user, part))
        return SessionGiven(
            kind=kind,
            starts_at=given["start"],
            minutes=given["minutes"],
            kit=next((one for one in self.kits if str(one.uid) == given["kit"]), None),
            title=given["title"],
            room=next((one for one in self.rooms if str(one.uid) == given["room"]), None),
            place=given["place"],
            people=list(people.values()),
            forms=given["forms_wanted"],
            about=given["about"],
        )

    @staticmethod
    def initial_of(session: Session, zone: str) -> dict[str, Any]:
        people = list(session.people.filter(removed_at=None).select_related("user").order_by("pk"))

        def of(*parts: SessionPart) -> list[str]:
            return [str(one.user.uid) for one in people if one.part in parts]

        return {
            "kind": session.kind,
            "kit": str(session.kit.uid) if session.kit else "",
            "title": session.title,
            "about": session.about,
            "start": session.starts_at.astimezone(ZoneInfo(zone)).strftime("%H:%M"),
            "minutes": session.minutes,
            "room": str(session.room.uid) if session.room else "",
            "place": session.place,
            "people": of(SessionPart.ASSESSOR, SessionPart.INTRODUCED),
            "led_by": next(iter(of(SessionPart.HOST)), ""),
            "listens": next(iter(of(SessionPart.SHADOW)), ""),
            "forms_wanted": any(one.has_form for one in people),
        }


class MoveForm(forms.Form):
    """Where one item of the plan goes: when, into which room, who instead of whom."""

    start = forms.CharField(error_messages={"required": TIME_WRONG})
    room = forms.CharField(required=False)
    gives = forms.CharField(required=False)
    takes = forms.CharField(required=False)
    edit = forms.IntegerField(min_value=0, required=False)

    def __init__(self, visit: Visit, there: Planned, data: QueryDict | None) -> None:
        room = str(there.session.room.uid) if there.session.room else ""
        begins = there.session.starts_at.astimezone(ZoneInfo(visit.zone)).strftime("%H:%M")
        super().__init__(data, initial={"start": begins, "room": room})
        self.visit, self.stands_in, self.there = visit, there.session.room, there.users()
        self.people = list(choosable())
        self.rooms = rooms_for(visit)

    def clean_start(self) -> datetime:
        return moment_on(self.visit, self.cleaned_data["start"])

    def move(self) -> Move:
        """What was chosen, once it is valid. A form that says nothing of the room leaves the item where it is."""
        given = self.cleaned_data
        room = next((one for one in self.rooms if str(one.uid) == given["room"]), None)
        return Move(
            starts_at=given["start"],
            room=room if "room" in self.data else self.stands_in,
            gives=next((one for one in self.there if str(one.uid) == given["gives"]), None),
            takes=next((one for one in self.people if str(one.uid) == given["takes"]), None),
        )


def first_day(offered: date | None, today: date) -> date:
    """What the form offers first: the first day that the candidate offered, else a week from now, no weekend."""
    if offered is not None:
        return offered
    day = date.fromordinal(today.toordinal() + 7)
    return date.fromordinal(day.toordinal() + max(0, 7 - day.weekday()) % 7) if day.weekday() > 4 else day

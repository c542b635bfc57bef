"""Putting right what is known of a person: name, address, telephone, language, the clocks they live by."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from secondround.audit.actions import record, turn
from secondround.candidates import access
from secondround.candidates.duplicates import name_key, phone_key
from secondround.candidates.models import Application, Candidate
from secondround.candidates.rules import family_name, folded
from secondround.people.models import User

DERIVED = ("folded", "family_name", "name_key", "phone_key")
"""What follows from what a person said, and is no word of theirs."""


class PersonRefused(ValueError):
    """What a person's record cannot say; the argument is a code: name_wanted, email_taken, has_way_in, unknown_zone."""


@dataclass(frozen=True)
class Known:
    """A person's record as somebody corrects it. `zone`: an IANA name, or "" for the organisation's; `language`: of their letters."""

    name: str
    email: str = ""
    phone: str = ""
    language: str = ""
    zone: str = ""

    def fields(self) -> dict[str, str | None]:
        name = " ".join(self.name.split())
        return {
            "name": name,
            "family_name": family_name(name),
            "folded": folded(name),
            "name_key": name_key(name),
            "email": self.email.strip().lower() or None,
            "phone": self.phone.strip(),
            "phone_key": phone_key(self.phone),
            "language": self.language,
            "zone": self.zone,
        }


def correct_person(*, by: User, at: datetime, application: Application, known: Known) -> None:
    """What holds from now on for every application of this person; letters that have left keep what they said.

    The address of somebody who comes in by it stays: changing it would give the way to another, and would hide that a colleague applied.
    """
    access.check(by, application, at, "fact.write")
    new = known.fields()
    if not new["name"]:
        raise PersonRefused("name_wanted")
    _check_zone(known.zone)
    with turn():
        held = Candidate.objects.select_for_update().get(pk=application.candidate_id)
        changed = {name: value for name, value in new.items() if getattr(held, name) != value}
        if "email" in changed and (
            held.user_id is not None or User.objects.filter(email__iexact=held.email or "").exists()
        ):
            raise PersonRefused("has_way_in")
        others = Candidate.objects.filter(email__iexact=new["email"]).exclude(pk=held.pk)
        if "email" in changed and new["email"] and others.exists():
            raise PersonRefused("email_taken")
        if not changed:
            return
        Candidate.objects.filter(pk=held.pk).update(**changed)
        before = {name: getattr(held, name) or "" for name in changed if name not in DERIVED}
        after = {name: changed[name] or "" for name in before}
        record(
            by=by,
            at=at,
            act="candidates.correct_person",
            about={"candidate": held.pk, "application": application.pk},
            text={"before": before, "after": after},
        )


def guess_clocks(*, by: User, at: datetime, application: Application, zone: str) -> None:
    """The clocks that a candidate is believed to live by, of whom nothing is known. What they, or somebody, said stays."""
    access.check(by, application, at, "fact.write")
    _check_zone(zone)
    with turn():
        if zone and Candidate.objects.filter(pk=application.candidate_id, zone="").update(zone=zone):
            record(
                by=by,
                at=at,
                act="candidates.guess_clocks",
                about={"candidate": application.candidate_id, "application": application.pk},
                text={"zone": zone},
            )


def _check_zone(zone: str) -> None:
    try:
        ZoneInfo(zone or "UTC")
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise PersonRefused("unknown_zone") from error

"""Who works while processes are killed: applicants, assessors, a recruiter, each over real HTTP, trying again until they are answered.

Each notes what was promised to them, and only that: an answer that never came is no promise.
"""

import http.client
import json
import random
import re
import threading
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

CSRF = "k" * 32


class Gone(Exception):
    """The campaign ended while somebody was still trying."""


class Visitor(threading.Thread):
    """A browser without a screen. `source`: the address of the network it comes from."""

    def __init__(
        self, port: int, seed: int, stop: threading.Event, session: str = "", source: str = "127.0.0.1"
    ) -> None:
        super().__init__(daemon=True)
        self.port, self.stop, self.session, self.source = port, stop, session, source
        self.random = random.Random(seed)
        self.wrong: list[str] = []

    def run(self) -> None:
        try:
            self.work()
        except Gone:
            pass
        except Exception as error:  # a thread's trace would be lost
            self.wrong.append(f"{type(self).__name__}: {type(error).__name__}: {error}")

    def work(self) -> None:
        raise NotImplementedError

    def ask(
        self, method: str, path: str, fields: Mapping[str, object] | None = None, accept: str = "text/html"
    ) -> "Answer":
        """One request, repeated as a person would until something answers."""
        while not self.stop.is_set():
            try:
                return self._once(method, path, fields, accept)
            except (OSError, http.client.HTTPException):
                time.sleep(0.1)
        raise Gone

    def _once(self, method: str, path: str, fields: Mapping[str, object] | None, accept: str) -> "Answer":
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30, source_address=(self.source, 0))
        headers = {"Cookie": f"csrf={CSRF}" + (f"; session={self.session}" if self.session else ""), "Accept": accept}
        body = None
        if fields is not None:
            body = urlencode({"csrfmiddlewaretoken": CSRF, **fields}, doseq=True)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            line.request(method, path, body=body, headers=headers)
            answer = line.getresponse()
            found = Answer(answer.status, answer.headers.get("Location", ""), answer.read().decode())
        finally:
            line.close()
        if found.status >= 500:
            self.wrong.append(f"{method} {path} answered {found.status}")
        return found

    def linger(self, most: float) -> None:
        time.sleep(self.random.random() * most)


class Answer:
    def __init__(self, status: int, place: str, text: str) -> None:
        self.status, self.place, self.text = status, place, text


class Applicant(Visitor):
    """Applies again and again, each time as somebody else from somewhere else."""

    def __init__(self, *about: object, position: str, name: str) -> None:
        super().__init__(*about)
        self.position, self.letter = position, name
        self.told: list[str] = []

    def work(self) -> None:
        path, number = f"/jobs/{self.position}/apply/", 0
        while not self.stop.is_set():
            number += 1
            email = f"{self.letter}{number}@mail.example"
            self.source = (
                f"127.{self.random.randint(1, 200)}.{self.random.randint(0, 250)}.{self.random.randint(1, 250)}"
            )
            person = {"name": f"Appl {self.letter}{number}", "email": email, "phone": ""}
            first = self.ask("POST", path, {**person, "read_notice": "yes", "cover": f"I am {email}."})
            token = re.search(r'name="token" value="([^"]+)"', first.text)
            if not token:
                self.wrong.append(f"applying answered {first.status}")
                continue
            done = self.ask("POST", path, {**person, "token": token.group(1)})
            if done.status == 302:
                self.told.append(email)
            else:
                self.wrong.append(f"confirming answered {done.status}")
            self.linger(0.2)


class Assessor(Visitor):
    """Writes cards: saved as one types, then submitted. `saved` and `submitted`: what was promised, by card."""

    def __init__(self, *about: object, cards: list[str], competency: str) -> None:
        super().__init__(*about)
        self.cards, self.competency = cards, competency
        self.saved: dict[str, str] = {}
        self.typed: dict[str, str] = {}
        self.submitted: dict[str, str] = {}
        self.saves = 0

    def work(self) -> None:
        for card in self.cards:
            version = 0
            for number in range(self.random.randint(2, 12)):
                text = f"{card[:8]} saved {number}"
                self.typed[card] = text
                fields = {f"note-{self.competency}": text, f"rating-{self.competency}": "4", "version": version}
                answer = self.ask("POST", f"/scorecards/{card}/", fields, accept="application/json")
                if answer.status != 200:
                    self.wrong.append(f"saving answered {answer.status}: {answer.text[:80]}")
                    return
                version, self.saved[card] = json.loads(answer.text)["version"], text
                self.saves += 1
                self.linger(0.15)
            done = self.ask("POST", f"/scorecards/{card}/review/", {"version": version})
            if done.status == 302 and done.place == f"/scorecards/{card}/":
                self.submitted[card] = self.saved[card]
            else:
                self.wrong.append(f"submitting answered {done.status} {done.place}")


class Planner(Visitor):
    """Arranges interviews at times that often clash. `told`: the pages of those that were said to be arranged."""

    def __init__(self, *about: object, applications: list[str], people: Mapping[str, str]) -> None:
        super().__init__(*about)
        self.applications, self.people = applications, list(people.values())
        self.told: list[str] = []

    def work(self) -> None:
        begin = datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=30)
        while not self.stop.is_set():
            at = begin + timedelta(days=self.random.randint(0, 60), minutes=15 * self.random.randint(0, 20))
            fields = {
                "at": at.strftime("%Y-%m-%dT%H:%M"), "zone": "UTC", "minutes": 45, "round": "1", "people": self.random.choice(self.people),
                "place": "https://call.example/1", "tells": "1", "then": "confirm", "over_limit": "They asked for it.",
            }  # fmt: skip
            answer = self.ask("POST", f"/applications/{self.random.choice(self.applications)}/interview/", fields)
            if answer.status == 302:
                self.told.append(answer.place.split("/")[-2])
            elif answer.status != 422:
                self.wrong.append(f"arranging answered {answer.status}")
            self.linger(2)

"""kill -9 while people work: web, worker and supervisor end at seeded random moments; afterwards every promise is looked up.

The mail server is a real one on loopback that takes its time, so that workers are killed in the middle of handing over.
"""

import asyncio
import json
import os
import random
import signal
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path

from aiosmtpd.controller import Controller
from tests.installed import Installation, free_port
from tests.kills.visitors import Applicant, Assessor, Planner, Visitor

VICTIMS = ("web", "worker", "worker", "web", "supervisor")
"""In every five kills: the supervisor's new beginning keeps the pauses before a restart short."""


class Sink:
    """The mail server: what it received, by Message-ID, noted before it says so."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.received: Counter[str] = Counter()
        self.is_taking = threading.Event()

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:
        self.is_taking.set()
        try:
            await asyncio.sleep(0.05 + self.random.random() * 0.1)
            self.received[message_from_bytes(envelope.content)["Message-ID"]] += 1
            await asyncio.sleep(0.05 + self.random.random() * 0.1)
        finally:  # whoever hands over may be killed meanwhile, and this ends with the line
            self.is_taking.clear()
        return "250 received"


@dataclass
class Tally:
    """What a campaign came to. Everything under `lost` and `wrong` is a broken promise."""

    kills: Counter[str] = field(default_factory=Counter)
    applications: int = 0
    saves: int = 0
    cards: int = 0
    interviews: int = 0
    letters: int = 0
    in_doubt: int = 0
    repeats: int = 0
    lost: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        killed = ", ".join(f"{name} {number}" for name, number in sorted(self.kills.items()))
        return (
            f"{sum(self.kills.values())} kills ({killed}); promised: {self.applications} applications, {self.saves} saved drafts, "
            f"{self.cards} scorecards, {self.interviews} interviews; {self.letters} letters, {self.in_doubt} in doubt and sent again, "
            f"{self.repeats} came twice; {len(self.lost)} lost, {len(self.wrong)} wrong"
        )


class Campaign:
    """`kills` kills of one installation in `folder`, on the database that DATABASE_URL names."""

    def __init__(self, folder: Path, *, kills: int, seed: int = 1) -> None:
        self.kills, self.random, self.sink = kills, random.Random(seed), Sink(seed)
        self.mail = Controller(self.sink, hostname="127.0.0.1", port=free_port())
        self.installation = Installation(folder / "home", self.mail.port)
        self.stop = threading.Event()
        self.tally = Tally()

    def run(self) -> Tally:
        self.mail.start()
        try:
            scene = self._inside("scene", str(20 + self.kills))
            self.installation.serve()
            visitors = self._visitors(scene)
            for number in range(self.kills):
                self._kill(VICTIMS[number % len(VICTIMS)])
            self.stop.set()
            for one in visitors:
                one.join(40)
                self.tally.wrong += one.wrong
            self._settle(visitors)
        finally:
            self.stop.set()
            self.installation.stop()
            self.mail.stop()
        return self.tally

    def _inside(self, *arguments: str) -> dict:
        return json.loads(self.installation.run(*arguments, module="tests.kills.inside").splitlines()[-1])

    def _visitors(self, scene: dict) -> list[Visitor]:
        sessions, port = scene["sessions"], self.installation.port
        made: list[Visitor] = [
            Applicant(port, number, self.stop, position=scene["position"], name=name)
            for number, name in enumerate("ab")
        ]
        made += [
            Assessor(port, 10 + number, self.stop, sessions[email], cards=cards, competency=scene["competency"])
            for number, (email, cards) in enumerate(scene["cards"].items())
        ]
        about = {"applications": scene["applications"], "people": scene["people"]}
        made += [Planner(port, 20 + number, self.stop, sessions["rosa@delta.example"], **about) for number in range(2)]
        for one in made:
            one.start()
        return made

    # killing

    def _kill(self, victim: str) -> None:
        """After a while of work; and no further kill before all of it runs again."""
        time.sleep(0.3 + self.random.random())
        if victim == "worker" and self.sink.is_taking.wait(5):
            time.sleep(self.random.random() * 0.2)
        if victim == "supervisor":
            self._kill_supervisor()
        else:
            os.kill(self._process(victim), signal.SIGKILL)
        self.tally.kills[victim] += 1
        self._wait(lambda: self._process("web") and self._process("worker") and self.installation.answers(), victim)

    def _kill_supervisor(self) -> None:
        """Its two processes end of themselves, then everything begins anew, as a service manager would have it."""
        server, children = self.installation.server, [self._process("web"), self._process("worker")]
        server.kill()
        server.wait()
        self._wait(lambda: not any(Path(f"/proc/{pid}").exists() for pid in children if pid), "outlived its supervisor")
        self.installation.serve()

    def _process(self, name: str) -> int:
        """The process of that name under our supervisor; 0 while there is none."""
        pid = self.installation.server.pid
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            try:
                words = Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if (b"web" if name == "web" else b"work") in words and b"--supervised" in words:
                return int(child)
        return 0

    @staticmethod
    def _wait(happened, what: str) -> None:
        end = time.monotonic() + 60
        while not happened():
            assert time.monotonic() < end, f"waited in vain after: {what}"
            time.sleep(0.05)

    # looking up

    def _settle(self, visitors: list[Visitor]) -> None:
        """Let time pass until no letter is under way; then what is in doubt goes out once more, as somebody would decide."""
        told = self._drained()
        doubted = {key for key, one in told["letters"].items() if one["state"] == "unknown"}
        self._look_at_letters(told, doubted)
        assert set(self._inside("again")["again"]) == doubted
        told = self._drained()
        self._look_at_letters(told, set())
        twice = {key for key, times in self.sink.received.items() if times > 1}
        self.tally.wrong += [f"{key} came twice and nobody had said so" for key in twice - doubted]
        self.tally.wrong += [f"{key} came {times} times" for key, times in self.sink.received.items() if times > 2]
        self.tally.in_doubt, self.tally.repeats, self.tally.letters = len(doubted), len(twice), len(told["letters"])
        self._look_at_promises(told, visitors)
        self.installation.run("check-invariants")

    def _drained(self) -> dict:
        for _ in range(60):
            self._inside("later", str(self._process("worker")))
            time.sleep(1)
            told = self._inside("account")
            if not any(one["state"] in ("queued", "sending") for one in told["letters"].values()):
                break
        return told

    def _look_at_letters(self, told: dict, doubted: set[str]) -> None:
        """What is called sent was received; what is not, is in doubt; and nothing came that the outbox does not know."""
        received = set(self.sink.received)
        for key, one in told["letters"].items():
            if one["state"] != ("unknown" if key in doubted else "sent") or (
                key not in doubted and key not in received
            ):
                self.tally.lost.append(
                    f"letter {one['kind']} is {one['state']}, received {self.sink.received[key]} times"
                )
        self.tally.wrong += [f"{key} stands in no outbox" for key in received - set(told["letters"])]

    def _look_at_promises(self, told: dict, visitors: list[Visitor]) -> None:
        receipts = Counter(one["about"] for one in told["letters"].values() if one["kind"] == "candidates.receipt")
        for email, about in told["applications"].items():
            if receipts[about] != 1:
                self.tally.wrong.append(f"{email} has {receipts[about]} receipts")
        for one in visitors:
            if isinstance(one, Applicant):
                self.tally.applications += len(one.told)
                self.tally.lost += [
                    f"application of {email}" for email in one.told if email not in told["applications"]
                ]
            if isinstance(one, Planner):
                self.tally.interviews += len(one.told)
                self.tally.lost += [f"interview {uid}" for uid in one.told if uid not in told["interviews"]]
            if isinstance(one, Assessor):
                self._look_at_cards(told, one)
        self.tally.wrong += told["violations"] + [f"dead: {kind}" for kind in told["dead"]]

    def _look_at_cards(self, told: dict, one: Assessor) -> None:
        """A card that was said to be in holds what was saved last; one still open holds what was saved last, or typed after it."""
        self.tally.saves += one.saves
        self.tally.cards += len(one.submitted)
        for card, text in one.saved.items():
            standing = told["cards"].get(card) or told["drafts"].get(card, [])
            if standing not in ([text], [one.typed[card]]):
                self.tally.lost.append(f"card {card} holds {standing} instead of {text!r}")
        self.tally.lost += [
            f"scorecard {card}" for card, text in one.submitted.items() if told["cards"].get(card) != [text]
        ]

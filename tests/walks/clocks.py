"""Days pass in a walk: the clock of an installation's processes is set forward by the walk, and the people at it come back later."""

import time
from datetime import datetime
from pathlib import Path

from tests.installed import Installation

FOLDER = Path(__file__).parent / "clock"


class Clock:
    """What time it is for an installation: `set` it before anything is started, and whenever the walk goes on to another day."""

    def __init__(self, installation: Installation, start: datetime) -> None:
        self.file = installation.home.parent / "clock"
        installation.environ |= {"PYTHONPATH": str(FOLDER), "WALK_CLOCK": str(self.file)}
        self.set(start)

    def set(self, to: datetime) -> None:
        """Put in place at once: nobody ever reads half of it."""
        beside = self.file.with_suffix(".new")
        beside.write_text(repr(to.timestamp() - time.time()))
        beside.rename(self.file)

    def now(self) -> float:
        return time.time() + float(self.file.read_text())

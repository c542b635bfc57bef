"""Python reads this first when a walk starts our processes: their clock runs as far from the real one as a file says.

The product knows nothing of it and has no setting for it. What a walk moves is what time it is for everybody alike, as if the
machine's clock were set; it runs on from there.
"""

import os
import time
from datetime import UTC, datetime
from pathlib import Path

from django.utils import timezone

CLOCK = Path(os.environ["WALK_CLOCK"])
read = time.time


def shifted() -> float:
    return read() + float(CLOCK.read_text())


time.time = shifted
timezone.now = lambda: datetime.fromtimestamp(shifted(), UTC)

"""kill -9 of web, worker and supervisor while people apply, write cards and arrange interviews: 105 kills per database.

PostgreSQL where DATABASE_URL names a server to make databases on, as `./dev bench` gives one; SQLite always.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

KILLS = 105


def main() -> None:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    from tests.kills.campaign import Campaign  # noqa: PLC0415

    server = os.environ.get("DATABASE_URL", "")
    is_broken = False
    for name, url in (("SQLite", ""), ("PostgreSQL", server)):
        if name == "PostgreSQL" and not url:
            continue
        os.environ["DATABASE_URL"] = url
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            tally = Campaign(Path(folder), kills=KILLS, seed=7).run()
        print(f"{name}: {tally}; {time.monotonic() - began:.0f} s", flush=True)
        for words in (*tally.lost, *tally.wrong)[:20]:
            print(f"  {words}")
        is_broken = is_broken or bool(tally.lost or tally.wrong)
    if is_broken:
        raise SystemExit("a promise was broken")


if __name__ == "__main__":
    main()

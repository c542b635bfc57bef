"""Ten thousand rows through the command line. Goal: about 10 s."""

# ruff: noqa: E501

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CANDIDATES, CARDS, COMPETENCIES = 800, 3, 5


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        sheet, people = Path(folder) / "cards.csv", Path(folder) / "people.csv"
        rows = ["position,candidate,interviewer,at,competency,rating,note,recommendation"]
        for n in range(CANDIDATES):
            for card in range(CARDS):
                for key in range(COMPETENCIES):
                    rows.append(
                        f"Position {n % 10},Person Number{n},person{(n + card * 7) % 40}@firm.example,2026-09-{n % 28 + 1:02} {9 + card}:00,"
                        f"Competency {key},{(n + card + key) % 5 + 1},Said something of note number {n}.,Yes"
                    )
        sheet.write_text("\n".join(rows[:10_001]))
        people.write_text(
            "name,email,role\n"
            + "\n".join(f"Person {n},person{n}@firm.example,{'recruiter' if n == 0 else ''}" for n in range(40))
        )
        environ = {**os.environ, "SECONDROUND_HOME": f"{folder}/home", "DATABASE_URL": ""}
        command = [sys.executable, "-m", "secondround"]
        subprocess.run([*command, "init"], env=environ, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
        for name in ("first run", "second run"):
            began = time.monotonic()
            subprocess.run([*command, "import", str(sheet), "--people", str(people)], env=environ, check=True)  # noqa: S603
            print(f"{name}: {len(rows[:10_001]) - 1} rows in {time.monotonic() - began:.1f} s (goal about 10 s)")


if __name__ == "__main__":
    main()

"""Every page of the demo, as it is served: median of five, signed in. Goal: 50 ms."""

import os
import statistics
import tempfile
import time


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(
            SECONDROUND_HOME=home, SECONDROUND_DEMO="1", SECONDROUND_ADDRESS="http://127.0.0.1:8000", DATABASE_URL=""
        )
        from secondround.web.commands.installing import migrate_database  # noqa: PLC0415
        from secondround.web.commands.starting import start_django  # noqa: PLC0415

        start_django()
        migrate_database()
        from secondround.web.demo.loading import load_demo  # noqa: PLC0415

        load_demo()
        rows = [(name, path, _median(who, path)) for name, who, path in _pages()]
    for name, _path, milliseconds in sorted(rows, key=lambda row: -row[2]):
        print(f"{milliseconds:7.1f} ms  {name}")
    print(f"slowest {max(row[2] for row in rows):.0f} ms (goal 50 ms)")


def _pages() -> list[tuple[str, str, str]]:
    from secondround.handoff.models import Brief  # noqa: PLC0415
    from secondround.positions.models import Position  # noqa: PLC0415

    position = Position.objects.get(title="Head of Terminal Operations")
    brief = Brief.objects.order_by("pk").first()
    application = position.pk and brief
    at = f"/positions/{position.uid}"
    pages = [(name, "hugo", f"{at}/{path}") for name, path in (
        ("position", ""), ("compare", "compare/"), ("compare as a file", "compare.csv"), ("pair", "compare/pair/"), ("decide", "decide/"),
        ("weights", "weights/"), ("competencies", "competencies/"), ("questions", "library/"))]  # fmt: skip
    pages += [("today", "hugo", "/"), ("positions", "hugo", "/positions/"), ("library", "hugo", "/library/"), ("record", "pia", "/record/"),
              ("people", "adriana", "/people/"), ("import", "rosa", "/import/"), ("team", "rosa", f"{at}/team/")]  # fmt: skip
    if application is not None:
        pages += [
            ("brief", "sami", f"/briefs/{application.uid}/"),
            ("application", "rosa", f"/applications/{application.application.uid}/"),
        ]
    return pages


def _median(who: str, path: str) -> float:
    from django.test import Client  # noqa: PLC0415

    from secondround.people.models import User  # noqa: PLC0415

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(email__startswith=f"{who}."))
    taken = []
    for _ in range(6):
        began = time.perf_counter()
        answer = client.get(path)
        taken.append((time.perf_counter() - began) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"{path} answered {answer.status_code}")
    return statistics.median(taken[1:])


if __name__ == "__main__":
    main()

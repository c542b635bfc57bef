"""letters: the outbox from the command line."""

import argparse

from secondround.web.commands.starting import CommandRefused, now, start_django


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    letters = commands.add_parser("letters", help="the outbox: list, pause, resume, again, withdraw")
    letters.set_defaults(run=list_letters, unsettled=False)
    acts = letters.add_subparsers(metavar="ACT")
    made = acts.add_parser("list", help="the newest fifty")
    made.add_argument("--unsettled", action="store_true", help="those that somebody has to decide about")
    made.set_defaults(run=list_letters)
    made = acts.add_parser("pause", help="no letter leaves until it is resumed")
    made.add_argument("--reason", default="paused from the console")
    made.set_defaults(run=pause)
    acts.add_parser("resume", help="letters leave again").set_defaults(run=resume)
    made = acts.add_parser("again", help="send one again that was refused or is of unknown fate")
    made.add_argument("letter", help="how its id begins")
    made.set_defaults(run=again)
    made = acts.add_parser("withdraw", help="take back one that has not left")
    made.add_argument("letter", help="how its id begins")
    made.set_defaults(run=withdraw)


def list_letters(given: argparse.Namespace) -> int:
    start_django()
    from secondround.correspondence.queries import counts, letters, wanting_somebody  # noqa: PLC0415

    for one in (wanting_somebody() if given.unsettled else letters())[:50]:
        print(
            f"{one.uid.hex[:8]}  {one.queued_at:%Y-%m-%d %H:%M}  {one.state:<9}  {one.kind:<22}  {one.problem[:60]}".rstrip()
        )
    print(", ".join(f"{number} {state}" for state, number in counts().items() if number) or "no letter yet")
    return _say_whether_sent()


def _say_whether_sent() -> int:
    from secondround.correspondence.post import can_send  # noqa: PLC0415
    from secondround.correspondence.queries import current_pause  # noqa: PLC0415

    if pause := current_pause():
        print(
            f"sending is paused since {pause.from_at:%Y-%m-%d %H:%M} ({pause.reason}); type: secondround letters resume"
        )
    elif not can_send():
        print("no mail server is named; letters wait. Type: export SECONDROUND_MAIL_URL=smtps://user:password@host")
    else:
        print("letters are sent")
    return 0


def pause(given: argparse.Namespace) -> int:
    start_django()
    from secondround.audit.actions import CONSOLE  # noqa: PLC0415
    from secondround.correspondence.actions import pause_sending  # noqa: PLC0415

    pause_sending(by=CONSOLE, at=now(), reason=given.reason[:200])
    return _say_whether_sent()


def resume(given: argparse.Namespace) -> int:
    start_django()
    from secondround.audit.actions import CONSOLE  # noqa: PLC0415
    from secondround.correspondence.actions import resume_sending  # noqa: PLC0415

    print(f"{resume_sending(by=CONSOLE, at=now())} letters were waiting")
    return _say_whether_sent()


def again(given: argparse.Namespace) -> int:
    start_django()
    from secondround.audit.actions import CONSOLE  # noqa: PLC0415
    from secondround.correspondence.actions import send_again  # noqa: PLC0415
    from secondround.correspondence.queries import find_letter  # noqa: PLC0415

    letter = find_letter(given.letter)
    if letter is None or not send_again(by=CONSOLE, at=now(), letter=letter):
        raise CommandRefused("no such letter wants it; type: secondround letters list --unsettled")
    print(f"{letter.uid.hex[:8]} goes out once more, under the same Message-ID")
    return _say_whether_sent()


def withdraw(given: argparse.Namespace) -> int:
    start_django()
    from secondround.audit.actions import CONSOLE  # noqa: PLC0415
    from secondround.correspondence.actions import withdraw_letter  # noqa: PLC0415
    from secondround.correspondence.queries import find_letter  # noqa: PLC0415

    letter = find_letter(given.letter)
    if letter is None or not withdraw_letter(by=CONSOLE, at=now(), letter=letter):
        raise CommandRefused("no such letter is waiting; type: secondround letters list")
    print(f"{letter.uid.hex[:8]} does not leave")
    return 0

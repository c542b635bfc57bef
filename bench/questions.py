"""What the rules about questions find, miss and say wrongly on every set of pairs, and what one comparison takes."""

from time import process_time


def main() -> None:
    import os  # noqa: PLC0415

    import django  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "secondround.web.settings")
    django.setup()
    from tests.positions.test_repeats import SETS, judged  # noqa: PLC0415

    from secondround.positions.reading import read  # noqa: PLC0415
    from secondround.positions.repeats import likeness  # noqa: PLC0415

    print("| pairs of questions | found | false | precision | recall |\n|---|---|---|---|---|")
    for name, of in SETS.items():
        print(judged(*of).row(name))
    same = SETS["made on"][0]
    read.cache_clear()
    for words in ("read for the first time", "read before"):
        began = process_time()
        for first, second in same:
            likeness(first, second)
        print(f"one pair, {words}: {(process_time() - began) / len(same) * 1e3:.3f} ms")


if __name__ == "__main__":
    main()

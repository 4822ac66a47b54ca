"""What the desk costs: opening it, and saving 30 items beside the same change by the ORM alone.

Never a test: the figures are the machine's. Both ways run in turn in the same process and database.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ITEMS, ROUNDS = 30, 7


def _prepare(folder: Path) -> None:
    os.environ.update(
        DEBUG="false",
        SECRET_KEY="x" * 50,
        ALLOWED_HOSTS="bench.example.org",
        SECURE_SSL_REDIRECT="false",
        DATA_DIR=str(folder),
    )
    os.environ["DATABASE_URL"] = (
        os.environ.get("BENCH_DATABASE_URL") or f"sqlite:///{folder / 'book.sqlite3'}"
    )
    os.environ["DJANGO_SETTINGS_MODULE"] = "minutes.settings"


def _time(act: Callable[[], None]) -> float:
    begin = time.perf_counter()
    act()
    return time.perf_counter() - begin


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        _prepare(Path(name))
        from tests.bench.desk_rounds import Rounds  # noqa: PLC0415  the settings are read at import

        rounds = Rounds(ITEMS)
        desk, orm, opened = [], [], []
        for number in range(ROUNDS):
            forms = rounds.forms(number)
            desk.append(_time(lambda forms=forms: rounds.by_desk(forms)))  # type: ignore[misc]
            orm.append(_time(lambda number=number: rounds.by_orm(number)))  # type: ignore[misc]
            opened.append(_time(rounds.open))
        half, whole = (_time(lambda length=length: rounds.capture(length)) for length in (100_000, 200_000))  # type: ignore[misc]
        members = _time(rounds.members)
        a, b = statistics.median(desk), statistics.median(orm)
        sys.stdout.write(
            f"{ITEMS} ärenden sparade, median av {ROUNDS}: skrivbordet {a * 1000:.0f} ms, ORM ensam "
            f"{b * 1000:.0f} ms, {a / b:.2f} gånger\n"
            f"skrivbordet öppnat med {ITEMS} ärenden: {statistics.median(opened) * 1000:.0f} ms\n"
            f"vad nio texter erbjuder: {half:.2f} s om 100 000 tecken, {whole:.2f} s om 200 000\n"
            f"en medlemsfil med så många rader som den får ha: {members:.1f} s\n"
        )


if __name__ == "__main__":
    main()

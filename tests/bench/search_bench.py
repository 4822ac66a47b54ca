"""How fast the search answers in a large book, by how common the word is.

`python -m tests.bench.search_bench --items N` makes the book in BENCH_DATABASE_URL (an empty database), else
in a SQLite file. Never a test: the figures are the machine's. What must hold anywhere is checked: no answer
reads a whole table.
"""

import argparse
import os
import secrets
import tempfile
from pathlib import Path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=10_000)
    items = parser.parse_args().items
    with tempfile.TemporaryDirectory() as folder:
        url = os.environ.get("BENCH_DATABASE_URL") or f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        os.environ.update(
            DATABASE_URL=url,
            DEBUG="false",  # with it Django keeps the text of each question
            SECRET_KEY=secrets.token_hex(32),
            ALLOWED_HOSTS="bench.example.org",
            DJANGO_SETTINGS_MODULE="minutes.settings",
        )
        from tests.bench.search_rounds import run  # noqa: PLC0415  the settings are read at import

        run(items)


if __name__ == "__main__":
    main()

"""How fast a protocol of ten pages becomes a PDF: `make bench`.

Each rendering is of another text, since typst remembers what it has set; the first one starts it up.
"""

import os
import statistics
import sys
import time
from dataclasses import replace

import django

PAGES, ROUNDS, LIMIT = 10, 9, 1.0
ITEMS = 11

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "minutes.settings")
django.setup()

from minutes.importer.records import ParsedItem  # noqa: E402  needs the settings
from minutes.protocol_pdf import protocol_pdf  # noqa: E402
from tests.minutes.pdf_pages import pages  # noqa: E402
from tests.minutes.protocols import content, facts, long_meeting  # noqa: E402


def main() -> None:
    meeting = long_meeting(ITEMS)
    seconds, pdf = [], b""
    for round_ in range(ROUNDS + 1):
        text = content(replace(meeting, items=tuple(_changed(item, round_) for item in meeting.items)))
        begin = time.perf_counter()
        pdf = protocol_pdf(text, facts(text))
        seconds.append(time.perf_counter() - begin)
    count, median = len(pages(pdf)), statistics.median(seconds[1:])
    sys.stdout.write(
        f"protokoll på {count} sidor som PDF ({len(pdf) // 1024} kB): första {seconds[0]:.2f} s, "
        f"median av {ROUNDS}: {median:.2f} s, längst {max(seconds[1:]):.2f} s (gräns {LIMIT:.0f} s)\n"
    )
    if count < PAGES or median > LIMIT:
        raise SystemExit("Protokollet är för kort eller tog för lång tid.")


def _changed(item: ParsedItem, round_: int) -> ParsedItem:
    return replace(
        item, background=f"Omgång {round_}. {item.background}", discussion=f"{round_}. {item.discussion}"
    )


if __name__ == "__main__":
    main()

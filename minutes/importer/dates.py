"""Days, months, meetings and hours as Swedish minutes write them; a day is never made up out of a month."""

import calendar
import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from minutes.importer.folding import fold
from minutes.importer.records import When

WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober",
    "november", "december",
)  # fmt: skip
_SHORT_MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "sept", "okt", "nov", "dec")
_MONTH_NUMBER = {name: number for number, name in enumerate(MONTHS, 1)} | {
    name: next(number for number, month in enumerate(MONTHS, 1) if month.startswith(name[:3]))
    for name in _SHORT_MONTHS
}
_WEEKDAY_NUMBER = {fold(name): number for number, name in enumerate(WEEKDAYS)}

_YEAR = r"(?:18|19|20)\d\d"
_MONTH = "|".join(sorted(_MONTH_NUMBER, key=len, reverse=True))
_WEEKDAY = "|".join(_WEEKDAY_NUMBER)
# "4 maj 2024", "4 maj -24"; not "maj 2024-05-04", nor "4 maj -24 maj".
_OF_YEAR = rf"(?:(?:,?\s+|\s?[-'])(?P<year>{_YEAR}(?!-\d)|(?<=[-'])\d\d(?!\s?(?:{_MONTH}|[-:/.]\d)))(?!\d))?"
_ON = rf"(?:\b(?P<weekday>{_WEEKDAY})(?:en)?,?\s+(?:den\s+)?)?"
_DAY = r"(?P<day>\d{1,2})"
_PATTERN = re.compile(
    "|".join(
        pattern.replace("?P<", f"?P<{form}_").replace("?P=", f"?P={form}_")
        for form, pattern in {
            "named": rf"{_ON}(?<![\d/.-]){_DAY}(?::(?:[ea]|[dtj]+e))?(?:\s?(?:-|/"
            rf"|och)\s?\d{{1,2}})?\s+(?P<month>{_MONTH})\b\.?{_OF_YEAR}",
            "iso": rf"{_ON}(?<![\d-])(?P<year>{_YEAR})"
            r"(?P<sep>[-./]|\s(?=\d\d\s\d\d\b))(?P<month>\d\d?)(?P=sep)(?P<day>\d\d?)(?!\d)",
            "turned": rf"(?<![\d-])(?P<day>\d\d)-(?P<month>\d\d)-(?P<year>{_YEAR})(?![\d-])",
            "short": r"(?<![\d-])(?P<year>\d\d)-(?P<month>0[1-9]|1[0-2])-(?P<day>[0-2]\d|3[01])(?![\d-])",
            "dotted": rf"{_ON}(?<![\d.]){_DAY}\.(?P<month>\d{{1,2}})\.(?P<year>{_YEAR})(?!\d)",
            "slash": rf"{_ON}(?<![\d/]){_DAY}/(?P<month>\d{{1,2}})(?![\d/])"
            rf"(?:(?:\s+|\s?-\s?)(?P<year>{_YEAR}|(?<=-)\d\d)(?!\d))?",
            "slashes": rf"{_ON}(?<![\d/]){_DAY}/(?P<month>\d{{1,2}})/(?P<year>{_YEAR})(?!\d)",
            "compact": r"(?<![\d-])(?P<year>20\d\d|\d\d)(?P<month>0[1-9]|1[0-2])"
            r"(?P<day>[0-2]\d|3[01])(?![\d-])",
            "meeting": rf"\b(?P<month>{'|'.join(MONTHS)})\s?(?:m.{{1,2}}tet|m[oe]te)\b{_OF_YEAR}",
            "month": rf"\b(?P<month>{'|'.join(MONTHS)})\b{_OF_YEAR}",
            "next": r"\bnasta\s+(?P<ar>ar)\b",
        }.items()
    )
)
_FORMS = (
    "named",
    "iso",
    "turned",
    "short",
    "dotted",
    "slashes",
    "slash",
    "compact",
    "meeting",
    "month",
    "next",
)
_HOUR = r"(\d{1,2})(?:[.:](\d\d))?"
_HOURS = re.compile(
    rf"(?:\bkl(?:ockan)?\b\.?\s*)?(?<![\d./-]){_HOUR}\s*(?:-|till|och)\s*(?:kl\.?\s*)?{_HOUR}(?![\d/]|[.:]\d)"
)
_START = re.compile(r"\bkl(?:ockan)?\b\.?\s*(\d{1,2})(?:[.:,](\d\d))?(?!\d)")
_CLOCK = re.compile(r"(?<![\d.:/-])(\d{1,2})[.:](\d\d)(?![\d./-])")


_MAY_TELL = re.compile(rf"\d|\b(?:{'|'.join(MONTHS)})|\bnasta\s")  # without these the pattern finds nothing


class Moment(NamedTuple):
    """A time as printed, before it is known which year it means."""

    start: int
    end: int
    text: str
    precision: str  # day, month, meeting, year
    month: int | None = None
    day: int | None = None
    year: int | None = None
    weekday: int | None = None


def find_moments(text: str) -> Iterator[Moment]:
    folded = fold(text)
    if not _MAY_TELL.search(folded):
        return
    for match in _PATTERN.finditer(folded):
        form = next(name for name in _FORMS if (match.lastgroup or "").startswith(name + "_"))
        moment = _moment(form, match, text)
        if moment:
            yield moment


def _moment(form: str, match: re.Match[str], text: str) -> Moment | None:
    def group(name: str) -> str | None:
        key = f"{form}_{name}"
        return match[key] if key in match.re.groupindex else None

    start, end = match.span()
    printed = text[start:end].rstrip(" ,.")
    if form == "next":
        return Moment(start, end, printed, "year")
    month_text, day_text, year_text, weekday = group("month"), group("day"), group("year"), group("weekday")
    month = _MONTH_NUMBER.get(month_text or "") or int(month_text or 0)
    year = int(year_text) if year_text else None
    if year is not None and year < 100:
        year += 2000
    if form in {"month", "meeting"}:
        return Moment(start, end, printed, form, month, None, year)
    day = int(day_text or 0)
    # "24/7" is a manner of speaking.
    if not _is_day(year or 2000, month, day) or (form == "slash" and (day, month) == (24, 7) and not year):
        return None
    return Moment(start, end, printed, "day", month, day, year, _WEEKDAY_NUMBER.get(weekday or ""))


def _is_day(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]


def as_when(moment: Moment, meeting: dt.date | None, past: bool = False, text: str = "") -> When:
    """Say when the moment is, seen from the meeting: the first such time after it, or the last before it."""
    text = text or moment.text
    if moment.precision == "year":
        return When(text=text, on=dt.date(meeting.year + 1, 12, 31) if meeting else None, precision="year")
    on = _resolve(moment, meeting, past)
    precision = "none" if on is None and moment.precision == "day" else moment.precision
    return When(text=text, on=on, precision=precision)


def _resolve(moment: Moment, meeting: dt.date | None, past: bool) -> dt.date | None:
    year = moment.year or (meeting.year if meeting else None)
    if year is None:
        return None
    on = _last_day(year, moment)
    if on is None or moment.year or meeting is None:
        return on
    if past:
        begins = on.replace(day=moment.day or 1)
        return _last_day(year - 1, moment) if begins > meeting else on
    return _last_day(year + 1, moment) if on < meeting else on


def _last_day(year: int, moment: Moment) -> dt.date | None:
    month = moment.month or 12
    day = moment.day or calendar.monthrange(year, month)[1]
    return dt.date(year, month, day) if _is_day(year, month, day) else None


def find_hours(text: str) -> tuple[dt.time | None, dt.time | None, tuple[int, int]]:
    """Return when it began and ended ("kl 11-15", "11.00–15.30", "kl. 18"), and where the text says so."""
    folded = fold(text)
    for match in _HOURS.finditer(folded):
        start, end = _time(match[1], match[2]), _time(match[3], match[4])
        if start and end and start < end and (match[2] or match[4] or match[0].startswith("kl")):
            return start, end, match.span()
    clock = _START.search(folded) or _CLOCK.search(folded)
    if clock and (time := _time(clock[1], clock[2])):
        return time, None, clock.span()
    return None, None, (0, 0)


def _time(hour: str, minute: str | None) -> dt.time | None:
    return dt.time(int(hour), int(minute or 0)) if int(hour) < 24 and int(minute or 0) < 60 else None


def infer_year(moment: Moment, mentioned: list[int], hint: int | None) -> int | None:
    """Return the year of a day that the document prints without one.

    The weekday decides among the years that the text mentions and the year after each (minutes speak of the
    year that was); then a single year mentioned; last the year in the file's name, if the weekday allows it.
    """

    def fits(year: int) -> bool:
        day = _last_day(year, moment)
        return day is not None and moment.weekday in {None, day.weekday()}

    if moment.weekday is not None:
        for years in (mentioned, [year + 1 for year in mentioned]):
            if fitting := {year for year in years if fits(year)}:
                return max(fitting)
    elif often := Counter(mentioned).most_common(2):
        clear = len(often) == 1 or (often[0][1] > 1 and often[0][1] > often[1][1])
        hint = often[0][0] if clear else hint
    return hint if hint is not None and fits(hint) else None


def years_in(text: str) -> list[int]:
    return [int(match[0]) for match in re.finditer(rf"(?<!\d)(?<!\d[-/.]){_YEAR}(?!\d)", text)]

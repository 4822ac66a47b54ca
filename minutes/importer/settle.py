"""Which day it was: the day the head prints, with its year worked out, or the day that stands elsewhere."""

import datetime as dt
import re

from minutes.importer.dates import MONTHS, WEEKDAYS, Moment, as_when, find_moments, infer_year, years_in
from minutes.importer.days import day_in_text, labelled_day
from minutes.importer.draft import Draft
from minutes.importer.head import HeadReader


def _date_of_file(draft: Draft, file: str) -> bool:
    """Take the day from the file's name when the text gives none."""
    moment = _day_of_file(file)
    draft.date = as_when(moment, None).on if moment else None
    if draft.date:
        draft.warn("date_from_file", f"Texten har inget datum. {draft.date} är taget ur filens namn.")
    else:
        draft.warn("date_missing", "Hittar inget datum för mötet. Skriv in det.")
    return False


def _day_of_file(file: str) -> Moment | None:
    words = re.sub(r"(?<=\d)_(?=\d)", "-", file).replace("_", " ")
    return next((one for one in find_moments(words) if one.precision == "day" and one.year), None)


def _find_day(reader: HeadReader, text: str, file: str) -> tuple[Moment, int | None, str] | None:
    """Return the day, its line and that line's text; "Sammanträdesdatum" goes before any other."""
    moment, line = reader.moment, reader.date_line
    if moment is not None and line is not None:
        running = labelled_day([one.strip() for one in text.split("\n") if one.strip()])
        if running is None or running[4:6] == moment[4:6]:
            return moment, line.number, line.text
        return running, None, running.text
    found = day_in_text(text)
    if found is None or (found[1] == "sign" and _day_of_file(file)):
        return None
    moment, where = found
    reader.draft.date_text = moment.text
    if where == "sign":
        reader.draft.warn(
            "date_from_signature",
            f"Datumet ”{moment.text}” är taget ur underskriften. Kontrollera att mötet var den dagen.",
        )
    return moment, None, moment.text


def settle_date(reader: HeadReader, text: str, file: str) -> bool:
    """Work out which day it was; return whether the year had to be inferred."""
    draft = reader.draft
    found = _find_day(reader, text, file)
    if found is None:
        return _date_of_file(draft, file)
    moment, line, printed = found
    year = moment.year
    if year is None:
        hints = years_in(f"{file} {draft.number.replace('/', ' ')}")
        year = infer_year(moment, years_in(text), hints[0] if hints else None)
    if year is None:
        draft.warn(
            "year_missing",
            f"Datumet ”{moment.text}” saknar år, och inget i texten visar vilket.",
            line,
            printed,
        )
        return False
    draft.date = as_when(moment._replace(year=year), None).on
    if draft.date is None:
        draft.warn("date_missing", f"Datumet ”{moment.text}” finns inte {year}.", line, printed)
        return False
    if moment.year is None:
        draft.warn(
            "year_inferred",
            f"Datumet ”{moment.text}” saknar år. Året {year} är uträknat ur texten.",
            line,
            printed,
        )
    if draft.date and (message := weekday_mismatch(moment, draft.date)):
        draft.warn("weekday_mismatch", message, line, printed)
    return moment.year is None


def weekday_mismatch(moment: Moment, date: dt.date) -> str:
    """Say that the printed weekday is not the date's; "" if it is, or if none is printed."""
    if moment.weekday in {None, date.weekday()}:
        return ""
    day = f"{date.day} {MONTHS[date.month - 1]} {date.year}"
    return f"Texten säger {WEEKDAYS[moment.weekday or 0]}, men {day} var en {WEEKDAYS[date.weekday()]}."

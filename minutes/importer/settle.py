"""Which day it was: the day the head prints, with its year worked out, or the day in the file's name."""

from minutes.importer.dates import MONTHS, WEEKDAYS, as_when, find_moments, infer_year, years_in
from minutes.importer.draft import Draft
from minutes.importer.head import HeadReader


def _date_of_file(draft: Draft, file: str) -> bool:
    """Take the day from the file's name when the text gives none."""
    moment = next(
        (one for one in find_moments(file.replace("_", " ")) if one.precision == "day" and one.year), None
    )
    draft.date = as_when(moment, None).on if moment else None
    if draft.date:
        draft.warn("date_from_file", f"Texten har inget datum. {draft.date} är taget ur filens namn.")
    else:
        draft.warn("date_missing", "Hittar inget datum för mötet. Skriv in det.")
    return False


def settle_date(reader: HeadReader, text: str, file: str) -> bool:
    """Work out which day it was; return whether the year had to be inferred."""
    draft, moment, line = reader.draft, reader.moment, reader.date_line
    if moment is None or line is None:
        return _date_of_file(draft, file)
    year = moment.year
    if year is None:
        hints = years_in(file)
        year = infer_year(moment, years_in(text), hints[0] if hints else None)
    if year is None:
        draft.warn(
            "year_missing",
            f"Datumet ”{moment.text}” saknar år, och inget i texten visar vilket.",
            line.number,
            line.text,
        )
        return False
    draft.date = as_when(moment._replace(year=year), None).on
    if draft.date is None:
        draft.warn("date_missing", f"Datumet ”{moment.text}” finns inte {year}.", line.number, line.text)
        return False
    if moment.year is None:
        draft.warn(
            "year_inferred",
            f"Datumet ”{moment.text}” saknar år. Året {year} är uträknat ur texten.",
            line.number,
            line.text,
        )
    weekday = draft.date.weekday()
    if moment.weekday not in {None, weekday}:
        day = f"{draft.date.day} {MONTHS[draft.date.month - 1]} {draft.date.year}"
        draft.warn(
            "weekday_mismatch",
            f"Texten säger {WEEKDAYS[moment.weekday or 0]}, men {day} var en {WEEKDAYS[weekday]}.",
            line.number,
            line.text,
        )
    return moment.year is None

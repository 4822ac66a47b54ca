"""What the secretary should look at: each warning has a code, a line and one clear Swedish sentence.

Warnings about the day stand where the day is read (settle), about empty presenters in body; whether a person
is known is the register's business (plan). What looks at records also serves minutes written in the book.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations, pairwise

from minutes.importer.dates import as_when, find_moments
from minutes.importer.draft import Draft
from minutes.importer.folding import fold
from minutes.importer.headings import Heading
from minutes.importer.likeness import key, likeness
from minutes.importer.lines import SourceLine
from minutes.importer.records import Named, ParsedAttendance, ParsedDecision, ParsedItem, Problem
from minutes.importer.sections import QUOTES
from minutes.importer.wording import is_as_proposed, sentences

QUOTE_OPEN = "Ett citattecken saknar motpart, så det syns inte var citatet börjar eller slutar."
DAYS_DIFFER = "Samma sak verkar gälla från två olika dagar: ”{}” och ”{}”."
SPELT_TWICE = "”{}” och ”{}” verkar vara samma person."
_ALIKE = 82
_LONGEST_TEXT = 200_000  # of one item; a longer one is hostile, and not searched
_MOST = 50  # of one kind: beyond this the secretary has seen enough
_MOST_PEOPLE, _MOST_NAMES = 200, 2000  # compared with each other; minutes with more are hostile
_FROM = re.compile(
    r"\b(?:from|fr\.? ?o\.? ?m\.?|fran(?: och med)?|galler(?: fran)?|i kraft|infors|startar"
    r"|borjar(?: galla)?)[ ,]*(?:den )?$"
)
_CONTENT = re.compile(r"[^\W\d_]{6,}")
_FULL_NAME = re.compile(
    r"(?<![\w-])[A-ZÅÄÖÉ][\w-]{1,20}(?: (?:von|af|de|van))? [A-ZÅÄÖÉ][\w-]{1,25}(?: [A-ZÅÄÖÉ][\w-]{1,25})?"
)


def check(draft: Draft, headings: Sequence[Heading], items: Sequence[ParsedItem]) -> None:
    """Warn of what looks wrong in the minutes as a whole and in each item."""
    if not headings:
        draft.warn("no_items", "Hittar inga numrerade ärenden och inga rubriker.")
    for heading, item in zip(headings, items, strict=True):
        if heading.inferred:
            message = f"”{item.title}” saknar nummer. Nummer {item.number} är gissat."
            draft.warn("number_inferred", message, heading.line.number, heading.line.text)
    numbers = [item.number for item in items]
    for at, problem in number_problems(numbers, [(heading.value, heading.end) for heading in headings]):
        line = headings[at].line
        draft.problems.append(replace(problem, line=line.number, text=line.text))
    for heading, item in zip(headings, items, strict=True):
        for problem in item_problems(item, draft.date):
            draft.problems.append(replace(problem, line=heading.line.number, text=heading.line.text))
    draft.problems += [
        problem for _, problem in approver_problems(draft.people["approvers"], draft.attendance)
    ]


def number_problems(
    numbers: Sequence[str], values: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, Problem]]:
    """Yield what is wrong with the items' numbers, each with the item's index.

    `values` are the numbers to count by: the first and the last one that each item covers.
    """
    seen: set[str] = set()
    for at, number in enumerate(numbers):
        if number and number in seen:
            yield at, Problem(code="number_twice", message=f"Nummer {number} står två gånger.")
        seen.add(number)
    for at, ((before, number), ((_, end), (value, _))) in enumerate(
        zip(pairwise(numbers), pairwise(values), strict=True), start=1
    ):
        if before and number and value > end + 1:
            message = f"Numreringen hoppar från {before} till {number}."
            yield at, Problem(code="number_skipped", message=message)


def item_problems(item: ParsedItem, date: dt.date | None) -> Iterator[Problem]:
    """Yield what looks wrong in one item of a meeting held on the date."""
    for decision in item.decisions:
        if lacks_proposal(decision):
            message = "Beslutet säger bara enligt förslag, men förslaget saknas."
            yield Problem(code="proposal_missing", message=message)
    if message := next_step_missing(item):
        yield Problem(code="no_next_step", message=message)
    text = "\n\n".join(filter(None, [item.background, item.discussion, item.proposal]))
    if is_quote_open(text):
        yield Problem(code="quote_unbalanced", message=QUOTE_OPEN)
    if days := differing_days(text, date):
        yield Problem(code="days_differ", message=DAYS_DIFFER.format(*days))


def lacks_proposal(decision: ParsedDecision) -> bool:
    return is_as_proposed(decision.text) and not decision.resolved_text


def next_step_missing(item: ParsedItem) -> str:
    """Say that an item was put off or dropped without a word on what comes next; "" if it was not."""
    if item.outcome == "handled" or item.promises or item.actions or _has_day(item):
        return ""
    word = "utgår" if item.outcome == "withdrawn" else "bordläggs"
    return f"”{item.title}” {word}, men texten säger inte när eller hur frågan tas upp igen."


def _has_day(item: ParsedItem) -> bool:
    text = "\n".join([item.background, item.discussion, *(decision.text for decision in item.decisions)])
    return next(find_moments(text[:2000]), None) is not None


def is_quote_open(text: str) -> bool:
    return len(text) <= _LONGEST_TEXT and len(QUOTES.findall(text)) % 2 > 0


def differing_days(text: str, date: dt.date | None) -> tuple[str, str] | None:
    """Return two days from which the same thing is said to hold: "270101" and "1 juli 2027"."""
    facts: list[tuple[object, str, set[str]]] = []
    for start, end in sentences(text) if len(text) <= _LONGEST_TEXT else ():
        sentence = text[start:end]
        if len(sentence) > 2000 or len(facts) >= _MOST:
            continue
        folded = fold(sentence)
        for moment in find_moments(sentence):
            if moment.precision == "day" and _FROM.search(folded[max(0, moment.start - 25) : moment.start]):
                facts.append((as_when(moment, date).on, moment.text, set(_CONTENT.findall(folded))))
    for (one, said, words), (other, also, others) in combinations(facts, 2):
        if one != other and len(words & others) > 1:
            return said, also
    return None


def approver_problems(
    approvers: Sequence[Named], attendance: Sequence[ParsedAttendance]
) -> Iterator[tuple[str, Problem]]:
    """Yield what is wrong with who is to approve, each with the name that it is about."""
    if not approvers:
        yield "", Problem(code="no_approver", message="Protokollet nämner ingen justerare.")
    present = {key(row.name) for row in attendance if row.mode != "absent"}
    for person in approvers[:_MOST]:
        if present and not _is_among(key(person.name), present):
            message = f"{person.name} ska justera, men står inte bland de närvarande."
            yield person.name, Problem(code="approver_absent", message=message)


def _is_among(name: str, present: Iterable[str]) -> bool:
    return any(one == name or one.startswith(name + " ") or likeness(one, name) >= _ALIKE for one in present)


def check_names(draft: Draft, lines: Sequence[SourceLine]) -> None:
    """Warn when a name in the text is nearly, but not quite, that of somebody who was there."""
    people = {row.name for row in draft.attendance} | {
        person.name for group in draft.people.values() for person in group
    }
    for at, printed, name in misspelt(people, [line.text for line in lines]):
        message = SPELT_TWICE.format(printed, name)
        draft.warn("name_spelt_twice", message, lines[at].number, lines[at].text)


def misspelt(people: Iterable[str], texts: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """Yield each name in the texts that is nearly a person's: the text's index, the name, the person's."""
    known: dict[str, list[str]] = {}
    for name in sorted(people)[:_MOST_PEOPLE]:
        known.setdefault(key(name).split(" ")[0], []).append(name)
    seen: set[str] = set()
    told = 0
    for at, text in enumerate(texts):
        if len(seen) >= _MOST_NAMES or told >= _MOST or not known:
            return
        for printed in _names_in(text):
            if printed in seen:
                continue
            seen.add(printed)
            for name in known.get(key(printed).split(" ")[0], []):
                if is_misspelt(printed, name):
                    told += 1
                    yield at, printed, name


def _names_in(text: str) -> Iterator[str]:
    return (match[0] for match in _FULL_NAME.finditer(text[:2000]))


def is_misspelt(printed: str, name: str) -> bool:
    one, other = key(printed), key(name)
    if one == other or one.startswith(other + " ") or other.startswith(one + " "):
        return False
    return abs(len(one) - len(other)) < 4 and likeness(one, other) >= _ALIKE

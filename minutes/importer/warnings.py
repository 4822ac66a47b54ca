"""What the secretary should look at: each warning has a code, a line and one clear Swedish sentence.

Warnings about the day stand where the day is read (settle), about empty presenters in body; whether a person
is known is the register's business (plan).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from minutes.importer.dates import as_when, find_moments
from minutes.importer.draft import Draft
from minutes.importer.folding import fold
from minutes.importer.headings import Heading
from minutes.importer.likeness import key, likeness
from minutes.importer.lines import SourceLine
from minutes.importer.records import ParsedItem
from minutes.importer.sections import QUOTES
from minutes.importer.wording import is_as_proposed, sentences

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
    _check_numbers(draft, headings, items)
    for heading, item in zip(headings, items, strict=True):
        _check_item(draft, heading, item)
    _check_approvers(draft)


def _check_numbers(draft: Draft, headings: Sequence[Heading], items: Sequence[ParsedItem]) -> None:
    seen: set[str] = set()
    for heading, item in zip(headings, items, strict=True):
        where = heading.line.number, heading.line.text
        if heading.inferred:
            message = f"”{item.title}” saknar nummer. Nummer {item.number} är gissat."
            draft.warn("number_inferred", message, *where)
        if item.number and item.number in seen:
            draft.warn("number_twice", f"Nummer {item.number} står två gånger.", *where)
        seen.add(item.number)
    for before, item, heading in zip(headings, items[1:], headings[1:], strict=False):
        if before.number and item.number and heading.value > before.end + 1:
            message = f"Numreringen hoppar från {before.number} till {item.number}."
            draft.warn("number_skipped", message, heading.line.number, heading.line.text)


def _check_item(draft: Draft, heading: Heading, item: ParsedItem) -> None:
    where = heading.line.number, heading.line.text
    for decision in item.decisions:
        if is_as_proposed(decision.text) and not decision.resolved_text:
            draft.warn(
                "proposal_missing", "Beslutet säger bara enligt förslag, men förslaget saknas.", *where
            )
    if item.outcome != "handled" and not (item.promises or item.actions or _has_day(item)):
        word = "utgår" if item.outcome == "withdrawn" else "bordläggs"
        message = f"”{item.title}” {word}, men texten säger inte när eller hur frågan tas upp igen."
        draft.warn("no_next_step", message, *where)
    text = "\n\n".join(filter(None, [item.background, item.discussion, item.proposal]))
    if len(text) <= _LONGEST_TEXT:
        _check_quotes(draft, text, heading)
        _check_days(draft, text, heading)


def _has_day(item: ParsedItem) -> bool:
    text = "\n".join([item.background, item.discussion, *(decision.text for decision in item.decisions)])
    return next(find_moments(text[:2000]), None) is not None


def _check_quotes(draft: Draft, text: str, heading: Heading) -> None:
    if len(QUOTES.findall(text)) % 2:
        message = "Ett citattecken saknar motpart, så det syns inte var citatet börjar eller slutar."
        draft.warn("quote_unbalanced", message, heading.line.number, heading.line.text)


def _check_days(draft: Draft, text: str, heading: Heading) -> None:
    """Warn when the same thing is said to hold from two days: "from 270101" and "från 1 juli 2027"."""
    facts: list[tuple[object, str, set[str]]] = []
    for start, end in sentences(text):
        sentence = text[start:end]
        if len(sentence) > 2000 or len(facts) >= _MOST:
            continue
        folded = fold(sentence)
        for moment in find_moments(sentence):
            if moment.precision == "day" and _FROM.search(folded[max(0, moment.start - 25) : moment.start]):
                on = as_when(moment, draft.date).on
                facts.append((on, moment.text, set(_CONTENT.findall(folded))))
    for (one, said, words), (other, also, others) in combinations(facts, 2):
        if one != other and len(words & others) > 1:
            message = f"Samma sak verkar gälla från två olika dagar: ”{said}” och ”{also}”."
            draft.warn("days_differ", message, heading.line.number, heading.line.text)
            return


def _check_approvers(draft: Draft) -> None:
    approvers = draft.people["approvers"]
    if not approvers:
        draft.warn("no_approver", "Protokollet nämner ingen justerare.")
    present = {key(row.name) for row in draft.attendance if row.mode != "absent"}
    for person in approvers[:_MOST]:
        if present and not _is_among(key(person.name), present):
            message = f"{person.name} ska justera, men står inte bland de närvarande."
            draft.warn("approver_absent", message)


def _is_among(name: str, present: Iterable[str]) -> bool:
    return any(one == name or one.startswith(name + " ") or likeness(one, name) >= _ALIKE for one in present)


def check_names(draft: Draft, lines: Sequence[SourceLine]) -> None:
    """Warn when a name in the text is nearly, but not quite, that of somebody who was there."""
    people = {row.name for row in draft.attendance} | {
        person.name for group in draft.people.values() for person in group
    }
    known: dict[str, list[str]] = {}
    for name in sorted(people)[:_MOST_PEOPLE]:
        known.setdefault(key(name).split(" ")[0], []).append(name)
    seen: set[str] = set()
    told = 0
    for line in lines:
        if len(seen) >= _MOST_NAMES or told >= _MOST or not known:
            return
        for printed in _names_in(line.text):
            if printed in seen:
                continue
            seen.add(printed)
            for name in known.get(key(printed).split(" ")[0], []):
                if _is_misspelt(printed, name):
                    told += 1
                    message = f"”{printed}” och ”{name}” verkar vara samma person."
                    draft.warn("name_spelt_twice", message, line.number, line.text)


def _names_in(text: str) -> Iterator[str]:
    return (match[0] for match in _FULL_NAME.finditer(text[:2000]))


def _is_misspelt(printed: str, name: str) -> bool:
    one, other = key(printed), key(name)
    if one == other or one.startswith(other + " ") or other.startswith(one + " "):
        return False
    return abs(len(one) - len(other)) < 4 and likeness(one, other) >= _ALIKE

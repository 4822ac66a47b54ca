"""What the whole record tells of who led, wrote and approves, after all of it is read."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from minutes.importer.folding import fold
from minutes.importer.given_names import is_given
from minutes.importer.names import Names, looks_like_name, only_names, take_name
from minutes.importer.officers import is_choice, officers_in, opener_in
from minutes.importer.presenting import with_presenters
from minutes.importer.records import Named, ParsedItem, ParsedMeeting

_CHAIR = re.compile(r"\bordforanden?,? (?=\S)")
_NOT_THE_CHAIR = re.compile(
    r"(?:s|\bvice|\btill|\bav|\bsom|\bny|\btidigare|\bblivande|\bavgaende|\bf\.? ?d\.?) $"
)
_ENDS_NAME = re.compile(r"[.,;:(\n]")
_ABBREVIATION = re.compile(r"\b([a-zåäö]{2,5})\.(?= (?:[a-zåäö]{2,5}\. )*[A-ZÅÄÖ][a-zåäö])")
_TITLE_NAMES = re.compile(r"(?P<title>.{5,60}?)(?::| [–-])\s+(?P<who>[A-ZÅÄÖ].{1,80}?)\.?")
_OFFICES = ("chairs", "secretaries", "approvers")
_LONGEST = 600


def settle_people(meeting: ParsedMeeting, presenters: Sequence[Named] = ()) -> ParsedMeeting:
    """Return the meeting with the offices that no line of their own gave, and the presenters."""
    names = Names()
    names.learn(Named(name=one.name) for one in meeting.attendance)
    names.learn(person for office in _OFFICES for person in getattr(meeting, office))
    chosen: dict[str, list[Named]] = {office: [] for office in _OFFICES}
    items = []
    for index, item in enumerate(meeting.items):
        title, found = _in_title(item.title, names)
        items.append(replace(item, title=title))
        for office, person in [*found, *_chosen(item, index, names)]:
            chosen[office].append(person)
    people = {office: _settled(getattr(meeting, office), chosen[office], names) for office in _OFFICES}
    chairs = people["chairs"]
    if not chairs and (chair := _named_chair(meeting) or _opener(meeting, names)):
        chairs = (Named(name=chair),)
    return with_presenters(
        replace(
            meeting,
            items=tuple(items),
            chairs=chairs,
            secretaries=people["secretaries"],
            approvers=people["approvers"],
            problems=tuple(
                one for one in meeting.problems if one.code != "no_approver" or not people["approvers"]
            ),
        ),
        presenters,
    )


def _settled(read: Sequence[Named], chosen: Sequence[Named], names: Names) -> tuple[Named, ...]:
    """Return those read, or those chosen where these are more; each by the whole name."""
    people = list(dict.fromkeys(read))
    more = list(dict.fromkeys(chosen))
    if {one.name for one in people} <= {one.name for one in more}:
        people = more
    people = [
        one if " " in one.name or len(one.name) < 2 else replace(one, name=names.whole(one.name) or one.name)
        for one in people
    ]
    return _without_short(list(dict.fromkeys(people)))


def _in_title(title: str, names: Names) -> tuple[str, list[tuple[str, Named]]]:
    """Part "Val av justerare: Anna Ek" into the title and who was chosen."""
    match = _TITLE_NAMES.fullmatch(title)
    office = is_choice(match["title"]) if match else ""
    if match is None or not office:
        return title, []
    people = only_names(match["who"], names, known_only=True) or [
        one for one in only_names(match["who"], names) if is_given(one.name.split()[0])
    ]
    return (match["title"], [(office, one) for one in people]) if people else (title, [])


def _without_short(people: Sequence[Named]) -> tuple[Named, ...]:
    """Leave out "Anna" where "Anna Ek" has the office, and nicknames where as many sign with whole names."""
    whole = [one for one in people if " " in one.name]
    words = {fold(word) for one in whole for word in one.name.split()}
    short = [one for one in people if " " not in one.name and fold(one.name) not in words]
    nicknames = {one for one in short if one.name.islower()}
    if nicknames and len(whole) >= len(nicknames):
        short = [one for one in short if one not in nicknames]
    kept = {*whole, *short}
    return tuple(one for one in people if one in kept)


def _chosen(item: ParsedItem, index: int, names: Names) -> Iterator[tuple[str, Named]]:
    """Yield those whom a whole paragraph chooses, or a list after it, where its sentences alone do not."""
    whole = item.background if is_choice(item.title) and "\n" in item.background else ""
    for text in (*_texts(item), *([re.sub(r"\s*\n\s*(?:– )?", ", ", whole)] if whole else [])):
        if len(text) <= _LONGEST and (text.startswith(whole[:20] or "-") or _ABBREVIATION.search(text)):
            yield from officers_in(_ABBREVIATION.sub(r"\1", text), item.title, index, names)


def _texts(item: ParsedItem) -> Iterator[str]:
    for text in (item.background, item.discussion, *(decision.text for decision in item.decisions)):
        yield from text.split("\n\n")


def _named_chair(meeting: ParsedMeeting) -> str:
    """Return the one whom the text calls "ordföranden Anna Ek" most often; not "styrelsens ordförande"."""
    often: Counter[str] = Counter()
    for item in meeting.items:
        for text in (item.background, item.discussion, item.proposal, *(one.text for one in item.decisions)):
            often.update(_chairs_in(text[:20000]))
    for line in meeting.unplaced:
        often.update(_chairs_in(line.text[:2000]))
    best = often.most_common(2)
    return best[0][0] if best and (len(best) == 1 or best[0][1] > best[1][1]) else ""


def _chairs_in(text: str) -> Iterator[str]:
    folded = fold(text)
    for match in _CHAIR.finditer(folded):
        words = _ENDS_NAME.split(text[match.end() : match.end() + 80])[0].split()
        name = take_name(" ".join(words[:3]))[0]
        if looks_like_name(name) and not _NOT_THE_CHAIR.search(
            folded[max(0, match.start() - 20) : match.start()]
        ):
            yield name


def _opener(meeting: ParsedMeeting, names: Names) -> str:
    texts = [meeting.body, *(line.text for line in meeting.unplaced[:40])]
    texts += [text for item in meeting.items[:2] for text in _texts(item)]
    return next((name for text in texts if (name := opener_in(text, names))), "")

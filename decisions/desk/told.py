"""Who is to do something and by when, as a secretary types it: "(Växjö, 9 maj)", "Anna Ek, senast maj: …".

Pure: names and times are held against the meeting's facts, and a time is what the importer's functions say.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from minutes.importer.collective import COLLECTIVES, kinds_meant
from minutes.importer.dates import Moment, as_when, find_moments
from minutes.importer.folding import fold
from minutes.importer.given_names import is_given
from minutes.importer.likeness import key
from minutes.importer.names import Names, looks_like_name, take_name
from minutes.importer.phrases import MUST
from minutes.importer.records import Named, When
from minutes.importer.wording import Own

LONGEST = 1500  # a longer text is no task, and is not searched
_LONGEST_TAIL = 200
_LEAD = re.compile(r"([^:\n]{2,100}):\s+(?=\S)")
_LABELLED = re.compile(
    r"(?:^|[.;,]?\s)(?:ansvarig(?:a|t)?|ansvar|klart?|deadline|tid)\s?:\s*([^.;:()\n]{1,80})(?:[.;]|$)"
)
_BETWEEN = re.compile(r"\s*[,;]\s*")
_AND = re.compile(r"\s+(?:och|samt|&)\s+")
# What may stand beside a time without saying more.
_BEFORE_TIME = re.compile(
    r"(?:(?:^|(?<=\s))(?:senast|klart?|fore|innan|till|infor|under|i|den|pa|vid|och med|fram"
    r"|t\.?o\.?m\.?|deadline"
    r"|(?:slutet|borjan|mitten|utgangen) av|motet|ska vara)(?:\s+|$))+$"
)
_AFTER_TIME = re.compile(r"\W*(?:motet|sammantradet)?\W*")
_BY = re.compile(
    r"\b(?:senast|fore|innan|till|infor|klart?|deadline)(?: (?:den|i|till|med|pa|under|motet|slutet av"
    r"|borjan av|mitten av|utgangen av))*:? *$"
)
_OF_ANOTHER_TIME = re.compile(
    r"\b(?:fran|from|f\.?r\.?o\.?m|efter|om|av|sedan|daterad\w*)(?: och med)?(?: den)? $"
)
# Somebody who goes by what they are: "kansliet", "AU", "ordföranden".
_ACRONYM = re.compile(r"[A-ZÅÄÖ]{2,5}")
_OFFICE = re.compile(
    r"[a-z-]{0,30}(?:kansliet|gruppen|utskottet|styrelsen|namnden|kommitten|natverket|forvaltningen|sekretariatet"
    r"|ordforanden|sekreteraren|samordnaren|samordnarna|chefen|cheferna|ledaren|ledarna|forbundet|radet|forumet"
    r"|enheten|avdelningen|ledamoterna|foretradarna)"
)
_THAT = re.compile(r"\batt ")
_MUST = re.compile(rf" {MUST}\b")
_ORDER = {"day": 0, "meeting": 1, "month": 2, "year": 3}


@dataclass(frozen=True, slots=True)
class Seat:
    """An organisation of the group, with all the names that it goes by."""

    name: str
    kind: str  # municipality, region, other
    spellings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What the reading of typed text needs to know about the meeting."""

    date: dt.date
    body: str
    organizations: tuple[Seat, ...] = ()
    people: tuple[str, ...] = ()

    @property
    def municipalities(self) -> tuple[str, ...]:
        return tuple(seat.name for seat in self.organizations if seat.kind == "municipality")


@dataclass(frozen=True, slots=True)
class Told:
    """A task, freed from the words that only said who and when."""

    text: str
    when: When = When()
    organizations: tuple[str, ...] = ()
    responsible: str = ""

    @property
    def is_given_to_somebody(self) -> bool:
        return bool(self.organizations or self.responsible)


class Reader:
    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.own = Own(facts.body)
        self.names = Names()
        self.names.learn(Named(name=name) for name in facts.people)
        self._people = {key(name): name for name in facts.people}
        self._seats: dict[str, tuple[str, ...]] = {}
        for seat in facts.organizations:
            for spelling in (seat.name, *seat.spellings):
                self._seats.setdefault(fold(spelling), (seat.name,))
        for words in COLLECTIVES:
            kinds = kinds_meant(words)
            self._seats[words] = tuple(seat.name for seat in facts.organizations if seat.kind in kinds)
        named = "|".join(re.escape(one) for one in sorted(self._seats, key=len, reverse=True) if one)
        one = rf"(?<![\w-])(?:{named})(?![\w-])"
        self._one = re.compile(one)
        self._several = re.compile(rf"{one}(?:(?:, | och | samt | & |/){one})*")
        self._agent = re.compile(rf"\bav ({one}(?:(?:, | och | samt ){one})*)(?=$|[ .,;])")

    def told(self, text: str, binding: bool = False) -> Told:
        """Return who is to do the task and by when; a `binding` text must say it outright."""
        if len(text) > LONGEST:
            return Told(text)
        found = self._take_labelled(self._take_lead(self._take_tail(Told(text.strip()))))
        if not found.is_given_to_somebody:
            found = self._find_actor(found, binding)
        if found.when == When():
            found = replace(found, when=self.due(found.text, only_by=binding))
        return found

    def addressed(self, words: str) -> Told | None:
        """Return whom "Växjö och Alvesta" or "Anna Ek, senast 9 maj" names; None if it says anything else."""
        found = Told("")
        for piece in _BETWEEN.split(words.strip(" .")):
            more = self._read_piece(piece, found)
            if more is None:
                return None
            found = more
        return found

    def _take_tail(self, told: Told) -> Told:
        """Take "(Växjö, 9 maj)" from the end."""
        text = told.text.rstrip(" .")
        at = text.rfind("(")
        if not text.endswith(")") or at <= 0 or len(text) - at > _LONGEST_TAIL:
            return told
        found = self.addressed(text[at + 1 : -1])
        return replace(found, text=text[:at].rstrip()) if found else told

    def _take_lead(self, told: Told) -> Told:
        """Take "Anna Ek, senast 9 maj:" from the beginning."""
        match = _LEAD.match(told.text)
        found = self.addressed(match[1]) if match else None
        return _joined(told, found, told.text[match.end() :]) if match and found else told

    def _take_labelled(self, told: Told) -> Told:
        """Take "Ansvarig: Anna Ek. Klart: 9 maj." wherever they stand."""
        for match in reversed(list(_LABELLED.finditer(fold(told.text)))):
            found = self.addressed(told.text[slice(*match.span(1))])
            rest = f"{told.text[: match.start()]}. {told.text[match.end() :].lstrip()}".strip(" .,;")
            if found and rest:
                told = _joined(told, found, rest)
        return told

    def _read_piece(self, piece: str, found: Told) -> Told | None:
        """Add what a piece says: somebody, a time, or both as in "Växjö senast 9 maj"."""
        who, when = self._part_time(piece.strip())
        if when == When() and not who:
            return None
        if when != When():
            found = replace(found, when=when if found.when == When() else found.when)
        if not who:
            return found
        if self._several.fullmatch(fold(who)) and self._is_written_right(who):
            return replace(found, organizations=_unique(found.organizations, self._named_in(who)))
        people = [self._person(one) for one in _AND.split(who)]
        if not all(people):
            return None
        return replace(found, responsible=", ".join(filter(None, [found.responsible, " och ".join(people)])))

    def _part_time(self, piece: str) -> tuple[str, When]:
        """Part a piece into who and when; a piece in which the time is only part of what is said has none."""
        following = self.own.next_meeting.search(fold(piece))
        spans = [(one.start, one.end, as_when(one, self.facts.date)) for one in find_moments(piece)]
        if following:
            start, end = following.span()
            spans.append((start, end, When(text=piece[start:end], precision="meeting")))
        if len(spans) != 1 or not _AFTER_TIME.fullmatch(fold(piece[spans[0][1] :])):
            return piece, When()
        before = piece[: spans[0][0]]
        small = _BEFORE_TIME.search(fold(before))
        return (before[: small.start()] if small else before).strip(), spans[0][2]

    def _person(self, name: str) -> str:
        """Return who a name means: somebody known, or words that can only be a person or an office."""
        if known := self._people.get(key(name)):
            return known
        if " " not in name and (whole := self.names.whole(name)):
            return whole
        return name if _is_office(name) or looks_like_name(name) or is_given(name) else ""

    def _find_actor(self, told: Told, binding: bool) -> Told:
        """Find who is to act where the sentence itself says so: "Respektive kommun utser …"."""
        folded = fold(told.text)
        for at in [0, *(match.end() for match in islice(_THAT.finditer(folded), 5))]:
            match = self._several.match(folded, at)
            end = match.end() if match else at
            if match and self._is_written_right(told.text[at:end]) and folded[end:].strip(" ."):
                if not binding or _MUST.match(folded, end):
                    return replace(told, organizations=self._named_in(told.text[at:end]))
            elif person := self._leading_person(told.text[at:], binding):
                return replace(told, responsible=person)
        agent = self._agent.search(folded)
        if agent and self._is_written_right(told.text[slice(*agent.span(1))]):
            return replace(told, organizations=self._named_in(told.text[slice(*agent.span(1))]))
        where = re.search(r"\bi (respektive|varje) kommun\b", folded)
        if where and not binding:
            return replace(told, organizations=self._named_in(f"{where[1]} kommun"))
        return told

    def _leading_person(self, text: str, binding: bool) -> str:
        people: list[str] = []
        rest = text
        while len(people) < 4:
            name, after = take_name(rest)
            if not name:
                name, _, after = rest.partition(" ")
            whole = self._somebody(name)
            if not whole or not after[:1].islower():
                return ""
            people.append(whole)
            if not after.startswith("och "):
                acts = _MUST.match(f" {fold(after)}") is not None
                return " och ".join(people) if acts or not binding else ""
            rest = after[4:]
        return ""

    def _somebody(self, name: str) -> str:
        """Return who a sentence begins with: surely a person or an office, for much else has a capital."""
        known = self._people.get(key(name)) or ("" if " " in name else self.names.whole(name))
        is_sure = _is_office(name) or (looks_like_name(name) and is_given(name.split()[0]))
        return known or (name if is_sure else "")

    def _is_written_right(self, words: str) -> bool:
        """Tell "Vara" from "vara": a name begins with a capital, unless it stands for all of a kind."""
        found = list(self._one.finditer(fold(words)))
        return all(match[0] in COLLECTIVES or words[match.start()].isupper() for match in found)

    def _named_in(self, words: str) -> tuple[str, ...]:
        found: tuple[str, ...] = ()
        for match in self._one.finditer(fold(words)):
            found = _unique(found, self._seats[match[0]])
        return found

    def due(self, text: str, only_by: bool = False) -> When:
        """Return by when it is to be done: the time after "senast" or "till", else the first one ahead."""
        folded = fold(text)
        moments = sorted(find_moments(text), key=lambda moment: _ORDER[moment.precision])
        by = [one for one in moments if _BY.search(folded[max(0, one.start - 40) : one.start])]
        if by:
            return as_when(by[0], self.facts.date)
        if following := self.own.next_meeting.search(folded):
            return When(text=text[slice(*following.span())], precision="meeting")
        return When() if only_by else next(self._ahead(moments, folded), When())

    def _ahead(self, moments: list[Moment], folded: str) -> Iterator[When]:
        for moment in moments:
            when = as_when(moment, self.facts.date)
            before = folded[max(0, moment.start - 30) : moment.start]
            if when.on and when.on >= self.facts.date and not _OF_ANOTHER_TIME.search(before):
                yield when


def _joined(told: Told, more: Told, text: str) -> Told:
    return Told(
        text=text,
        when=more.when if told.when == When() else told.when,
        organizations=_unique(told.organizations, more.organizations),
        responsible=", ".join(filter(None, [told.responsible, more.responsible])),
    )


def _is_office(name: str) -> bool:
    return bool(_ACRONYM.fullmatch(name) or _OFFICE.fullmatch(fold(name)))


def _unique(*names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for some in names for name in some))


@lru_cache(maxsize=64)
def reader_of(facts: Facts) -> Reader:
    return Reader(facts)

"""Lists that print where people come from without a sign between: "Anna Ek Indal", "Bo Alm LVf"."""

from collections.abc import Sequence
from dataclasses import replace

from minutes.importer.given_names import is_given
from minutes.importer.records import ParsedAttendance

_LEAST = 3
_SHARE = 0.7


def part_suffixes(people: Sequence[ParsedAttendance]) -> list[ParsedAttendance]:
    """Take the last word for the organisation where nearly everybody has one word more than a name needs."""
    bare = [one for one in people if not one.organization]
    long = [one for one in bare if _words(one) > 2]
    if len(long) < _LEAST or len(long) < _SHARE * len(bare):
        return list(people)
    return [_parted(one) if one in long else one for one in people]


def _words(one: ParsedAttendance) -> int:
    """Count the words of a name; a second given name is no sign of a place."""
    words = one.name.split()
    return len(words) - (len(words) > 2 and is_given(words[0]) and is_given(words[1]))


def _parted(one: ParsedAttendance) -> ParsedAttendance:
    name, _, last = one.name.rpartition(" ")
    return replace(one, name=name, organization=last)

"""What a form was opened from, and what to do when the book says something else by now.

A form of the desk is a set of named texts. It carries a token: a digest of each text as it was when the form
was drawn, with the meeting's status and order. Two people who changed different texts do not disturb each
other; where both changed the same one, neither is thrown away.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

Values = Mapping[str, str]
_LONGEST = 40_000  # letters of a token: a long list of people has a digest for each
_SHOWN = 12  # letters of a digest
ALONG = "+"  # ends the name of what goes along when the text of that name is emptied


def plain(text: str) -> str:
    """Return a text as it compares: browsers send other line ends, and forms drop blanks around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def digest(text: str) -> str:
    return hashlib.sha256(plain(text).encode("utf-8", "surrogatepass")).hexdigest()[:_SHOWN]


def order_digest(status: str, keys: Iterable[int]) -> str:
    """Return the digest of a meeting's status and the order of its items."""
    return digest(f"{status} {' '.join(map(str, keys))}")


def make_token(values: Values, order: str = "") -> str:
    return ";".join([order, *(f"{name}:{digest(text)}" for name, text in sorted(values.items()))])


def read_token(token: str) -> tuple[str, dict[str, str]]:
    """Return the digest of the order, and of each text. A token that nobody made here has none."""
    order, *pairs = token[:_LONGEST].split(";")
    return order, dict(pair.split(":", 1) for pair in pairs if pair.count(":") == 1)


@dataclass(frozen=True, slots=True)
class Clash:
    """A text that two people changed: what was typed here, and what the book says now."""

    typed: str
    stored: str


@dataclass(frozen=True, slots=True)
class Merged:
    values: dict[str, str]
    clashes: dict[str, Clash] = field(default_factory=dict)
    # What was typed into a field that the form no longer has.
    homeless: dict[str, str] = field(default_factory=dict)


def merge(token: str, typed: Values, stored: Values, along: Callable[[], Values] | None = None) -> Merged:
    """Bring together what was typed and what the book says, by what the form was opened from.

    `along` tells what goes with a text that is emptied; to empty it when that has changed is a clash, too.
    """
    _, base = read_token(token)
    values: dict[str, str] = {}
    clashes: dict[str, Clash] = {}
    homeless = {
        name: text
        for name, text in typed.items()
        if name in base and name not in stored and plain(text) and base[name] != digest(text)
    }
    for name, now in stored.items():
        mine, goes = typed.get(name), f"{name}{ALONG}"
        if mine is None or (base.get(name) == digest(mine) and plain(mine) != plain(now)):
            values[name] = now  # not sent, or not touched here: the other's words hold
        else:
            values[name] = mine
            is_new = base.get(name, digest("")) != digest(now)
            if along and goes in base and not plain(mine):
                is_new = is_new or base.get(goes) != digest(along().get(goes, ""))
            if plain(mine) != plain(now) and is_new:
                clashes[name] = Clash(typed=mine, stored=now)
    return Merged(values, clashes, homeless)

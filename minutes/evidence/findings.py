"""What a check of the whole book finds, in the words of the one who is to do something about it."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from minutes.evidence.verify import OK, UNSURE, WRONG

__all__ = ["OK", "UNSURE", "WRONG", "Check", "Finding", "note", "unsure", "wrong"]


class Finding(NamedTuple):
    result: str
    words: str


Check = Callable[[], Iterator[Finding]]


def wrong(words: str) -> Finding:
    return Finding(WRONG, words)


def unsure(words: str) -> Finding:
    return Finding(UNSURE, words)


def note(words: str) -> Finding:
    """Return something worth knowing that is as it should be."""
    return Finding(OK, words)

"""The addresses that a page of hits leads to: other kinds, the next page, and searches to try instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.http import urlencode

from decisions.forms import SearchForm

MOST_TRIES = 4


@dataclass(frozen=True)
class Link:
    words: str
    address: str
    is_chosen: bool = False


@dataclass(frozen=True)
class Links:
    kinds: list[Link]
    tries: list[Link]
    all_kinds: str
    base: str

    def to(self, name: str, value: Any) -> str:
        return f"{self.base}&{urlencode({name: value})}"


def search_links(form: SearchForm) -> Links:
    words, chosen = form.cleaned_data["q"], form.cleaned_data["slag"]
    kinds = [Link(name, _address(words, kind), kind == chosen) for kind, name in SearchForm.KINDS]
    return Links(kinds=kinds, tries=_tries(form), all_kinds=_address(words), base=_address(words, chosen))


def _address(words: str, kind: str = "") -> str:
    return "?" + urlencode({"q": words} | ({"slag": kind} if kind else {}))


def _tries(form: SearchForm) -> list[Link]:
    """Return searches that ask for less: without the filters, and for one word at a time.

    They are made of what was typed alone, so that they tell nothing of what the book holds.
    """
    query = form.query()
    terms = [term.shown for term in query.terms]
    tries = []
    if terms and (query.has_filters or query.excluded):
        tries.append(" ".join(terms))
    if len(terms) > 1:
        tries += terms
    else:
        tries += [word for shown in terms for word in shown.split() if word != shown]
    return [Link(words, _address(words)) for words in dict.fromkeys(tries)][:MOST_TRIES]

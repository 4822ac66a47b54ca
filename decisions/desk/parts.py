"""What the desk consists of: each part is a form of its own, a set of named texts, saved by itself."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.http import Http404

from decisions.desk.load import Desk
from decisions.desk.tokens import make_token

HOMELESS = "Någon har ändrat formuläret sedan du öppnade sidan, och inget är sparat än. Du skrev också:"


class Gone(Exception):
    """The row that the form stands for is no longer there."""


class Part(ABC):
    """One form of the desk. `key` is its place in the page and in addresses: "arende-12"."""

    kind: ClassVar[str]
    name: ClassVar[str]  # what the part is called, in a sentence
    template: ClassVar[str] = "admin/desk/_row.html"
    # Fields that lie folded while they say what they usually do: their name and that value.
    more: ClassVar[dict[str, str]] = {}
    # Fields that the numbers of decisions follow from.
    numbering: ClassVar[tuple[str, ...]] = ()

    def __init__(self, desk: Desk, row: Any) -> None:
        self.desk = desk
        self.row = row

    @property
    def key(self) -> str:
        return f"{self.kind}-{self.row.pk}"

    @abstractmethod
    def stored(self) -> dict[str, str]:
        """Return the texts as the form sends them back when nobody has touched it."""

    @abstractmethod
    def form(self, values: Mapping[str, str] | None = None) -> forms.Form:
        """Return the form, bound to the values if any, else showing what is stored."""

    @abstractmethod
    def save(self, form: forms.Form) -> None:
        """Write what the form's cleaned data say; called in a transaction that holds the meeting."""

    def remove(self) -> None:
        raise Http404

    def along(self) -> dict[str, str]:
        """Return what goes along when the part is taken out, or when one of its texts is emptied."""
        return {}

    def homeless(self, texts: Mapping[str, str]) -> str:
        """Say what was typed into fields that somebody has taken out of the form meanwhile."""
        return f"{HOMELESS} {' '.join(texts.values())}"

    def numbers_moved(self, before: Mapping[str, str], now: Mapping[str, str]) -> bool:
        """Tell whether what was saved may give decisions other numbers."""
        return any(before.get(name) != now.get(name) for name in self.numbering)

    def told_folded(self, name: str) -> str:
        """Return what the heading of the folded fields says of a field."""
        return self.more[name]

    @property
    def token(self) -> str:
        return make_token({**self.stored(), **self.along()}, self.desk.order)

    @property
    def title(self) -> str:
        return self.name

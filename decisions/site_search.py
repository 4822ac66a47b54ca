"""The one search box: decisions, items, matters and people, each as the user may see it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from decisions.forms import SEARCHED
from decisions.loading import register
from decisions.models import Decision
from minutes.models import AgendaItem, Matter
from minutes.search import excerpt, matching, reference
from participants.models import Person, PersonAlias, User

SHOWN = 20
ITEM_FIELDS = ["title", "background", "discussion", "proposal"]


@dataclass(frozen=True)
class Hit:
    row: Any
    excerpt: list[tuple[str, bool]]


@dataclass(frozen=True)
class Hits:
    decisions: list[Hit]
    items: list[Hit]
    matters: list[Hit]
    people: list[Hit]

    @property
    def count(self) -> int:
        return sum(map(len, (self.decisions, self.items, self.matters, self.people)))

    @property
    def is_cut(self) -> bool:
        return SHOWN in {len(self.decisions), len(self.items), len(self.matters), len(self.people)}


def find(wanted: list[str], user: User) -> Hits:
    """Return the newest hits of each kind."""
    decisions = register(user).filter(matching(wanted, SEARCHED)).newest_first()  # type: ignore[attr-defined]
    items = AgendaItem.objects.minutes_visible_to(user).select_related("meeting__body")
    items = items.filter(matching(wanted, ITEM_FIELDS)).order_by("-meeting__date", "-meeting_id", "position")
    matters = Matter.objects.visible_to(user).select_related("body")
    people = Person.objects.visible_to(user).filter(
        matching(wanted, ["name"]) | Q(aliases__in=PersonAlias.objects.filter(matching(wanted, ["name"])))
    )
    return Hits(
        decisions=[Hit(row, excerpt(row.meaning, wanted)) for row in decisions[:SHOWN]],
        items=[Hit(row, excerpt(_item_text(row), wanted)) for row in items[:SHOWN]],
        matters=[
            Hit(row, excerpt(row.summary, wanted))
            for row in matters.filter(matching(wanted, ["title", "summary"]))[:SHOWN]
        ],
        people=[Hit(row, excerpt(row.name, wanted)) for row in people.distinct()[:SHOWN]],
    )


def _item_text(item: AgendaItem) -> str:
    return "\n".join(filter(None, [item.background, item.discussion, item.proposal]))


def referred(text: str, user: User) -> str:
    """Return the address of the one paragraph that the text names, or ""."""
    wanted = reference(text)
    if wanted is None:
        return ""
    decisions = Decision.objects.visible_to(user).filter(
        decided_on=wanted.date, item__number__iexact=wanted.number
    )
    items = AgendaItem.objects.visible_to(user).filter(
        meeting__date=wanted.date, number__iexact=wanted.number
    )
    if wanted.prefix:
        decisions = decisions.filter(body__number_prefix=wanted.prefix)
        items = items.filter(meeting__body__number_prefix=wanted.prefix)
    for rows in (decisions, items.select_related("meeting")):
        found: list[Any] = list(rows[:2])
        if len(found) == 1:
            return str(found[0].get_absolute_url())
    return ""

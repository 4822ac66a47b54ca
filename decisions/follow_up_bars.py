"""How far the organisations have come, as a picture drawn by the server."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from decisions.follow_up import OPEN
from decisions.models import Obligation, Progress

MOST = 30
# In the picture's own units; it is as wide as a phone, so that its words can be read there.
WIDTH, ROW, BAR, TOP = 340, 40, 14, 22
STATES = ("done", "in_progress", "left", "overdue", "dropped")


@dataclass(frozen=True)
class Bar:
    """How many obligations an organisation has in each state; the overdue are counted apart."""

    name: str
    done: int
    in_progress: int
    left: int
    overdue: int
    dropped: int

    @property
    def total(self) -> int:
        return sum(getattr(self, state) for state in STATES)


@dataclass(frozen=True)
class Piece:
    state: str
    x: float
    width: float


@dataclass(frozen=True)
class DrawnBar:
    bar: Bar
    label_y: int
    y: int
    pieces: list[Piece]


@dataclass(frozen=True)
class Picture:
    bars: list[DrawnBar]
    width: int = WIDTH
    bar_height: int = BAR

    @property
    def height(self) -> int:
        return len(self.bars) * ROW + 4


def bars(shares: QuerySet[Obligation]) -> list[Bar]:
    """Count the shares by organisation and state, in one query."""
    late = Q(action__due_on__lt=timezone.localdate(), status__in=OPEN)
    counted = (
        shares.order_by()
        .values("organization_id", "organization__short_name", "organization__sort_name")
        .annotate(
            done=Count("pk", filter=Q(status=Progress.DONE)),
            in_progress=Count("pk", filter=Q(status=Progress.IN_PROGRESS) & ~late),
            left=Count("pk", filter=Q(status=Progress.NOT_STARTED) & ~late),
            overdue=Count("pk", filter=late),
            dropped=Count("pk", filter=Q(status=Progress.DROPPED)),
        )
        .order_by("organization__sort_name", "organization_id")
    )
    return [
        Bar(row["organization__short_name"], **{state: row[state] for state in STATES}) for row in counted
    ]


def draw(counted: list[Bar]) -> Picture:
    """Draw a bar for each organisation, as long as its number of obligations."""
    shown = counted[:MOST]
    most = max((bar.total for bar in shown), default=0) or 1
    return Picture([_drawn(bar, number, WIDTH / most) for number, bar in enumerate(shown)])


def _drawn(bar: Bar, number: int, unit: float) -> DrawnBar:
    pieces, x = [], 0.0
    for state in STATES:
        width = getattr(bar, state) * unit
        if width:
            pieces.append(Piece(state, round(x, 1), round(max(width - 1, 1), 1)))
        x += width
    return DrawnBar(bar, number * ROW + TOP - 6, number * ROW + TOP, pieces)

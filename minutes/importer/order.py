"""The numbers of the items in order: one after the other, again, with gaps, and those that were lost."""

from collections.abc import Sequence

from minutes.importer.folding import fold
from minutes.importer.headings import MAX_TITLE, USUAL_TITLE, Heading
from minutes.importer.likeness import likeness

MAX_ITEMS = 1000  # no meeting has more; the rest of a hostile file is the last item's text
_SAME_TITLE = 85


def in_order(forms: Sequence[Heading], style: str) -> list[Heading]:
    """Return the headings of the style ("" for any) whose numbers go on from one to the next."""
    order = _Order(style, _first_number(forms, style))
    for form in forms:
        order.take(form)
        if len(order.chosen) >= MAX_ITEMS:
            break
    _number_the_lost(order.chosen)
    return order.chosen


class _Order:
    """Follows the numbers: n + 1, n again, or a gap; a list that starts again at 1 lies inside an item."""

    def __init__(self, style: str, first: int) -> None:
        self.style = style
        self.first = first
        self.chosen: list[Heading] = []
        self.last = 0  # the number of the last numbered item
        self.lost = 0  # items after it that lost theirs
        self.listed = 0  # the last number of a list inside the item
        self.before: Heading | None = None

    def take(self, form: Heading) -> None:
        if form.style == "lost":
            if self.chosen and form.line.gap:
                self.chosen.append(form)
                self.lost += 1
            return
        if form.style == "sub":
            of_its_own = self.style not in {"sign", "sign_last"} or form.line.gap or form.line.text[0] == "§"
            if self.chosen and form.value == self.last and of_its_own:
                self.chosen.append(form)
            return
        if self.chosen and _starts_again(form, self.chosen):
            self.chosen.clear()
            self.last = self.lost = 0
        near = self.before is not None and form.at - self.before.at <= 2
        in_list = bool(self.listed) and form.value == self.listed + 1 and near
        wanted = self._is_wanted(form)
        if wanted and not (in_list and form.line.gap <= 1):
            self.chosen.append(form)
            self.last, self.lost, self.listed = max(form.value, form.end), 0, 0
        else:
            self.listed = form.value if form.value == 1 or in_list else 0
        self.before = form

    def _is_wanted(self, form: Heading) -> bool:
        if not self.chosen:
            return self.style in {"sign", "sign_last"} or form.value in {self.first, self.first + 1}
        again = form.value == self.last
        if "." in form.number:
            return again
        if self.style in {"sign", "sign_last"} or (again and form.number[-1:].isalpha()):
            return self.last + (not form.number[-1:].isalpha()) <= form.value <= self.last + 20
        if again:
            return bool(form.line.gap) and self.last > 1
        if form.value in {self.last + 1, self.last + 1 + self.lost}:
            return True
        stands_out = bool(form.line.gap) or bool(USUAL_TITLE.search(fold(form.title)))
        return self.last < form.value <= self.last + 3 and stands_out


def _first_number(forms: Sequence[Heading], style: str) -> int:
    """Return 1, or where the numbers start when they run on from the meeting before."""
    values = [form.value for form in forms if not style or form.style == style]
    if not values or values[0] == 1:
        return 1
    runs = {start: _run(values, start) for start in (1, values[0])}
    return values[0] if len(values) > 2 and runs[values[0]] > runs[1] else 1


def _run(values: Sequence[int], expected: int) -> int:
    first = expected
    for value in values:
        expected += value == expected
    return expected - first


def _starts_again(form: Heading, chosen: Sequence[Heading]) -> bool:
    """Tell whether the items so far were only the agenda, printed before the minutes themselves."""
    first = chosen[0]
    if form.value != first.value or chosen[-1].at - first.at > 2 * len(chosen):
        return False
    if not form.title and form.style == "sign" and len(chosen) > 1:
        return True
    return likeness(plain(form.title), plain(first.title)) >= _SAME_TITLE


def plain(title: str) -> str:
    """Return a title as it compares with others."""
    return fold(title[:MAX_TITLE]).strip(" .:")


def _number_the_lost(chosen: Sequence[Heading]) -> None:
    """Give back the numbers that must have stood there: as many as are missing between two printed ones."""
    for at, heading in enumerate(chosen):
        if heading.style != "lost" or not at or not chosen[at - 1].number:
            continue
        number = chosen[at - 1].value + 1
        end = next((i for i in range(at, len(chosen)) if chosen[i].style != "lost"), len(chosen))
        if end == len(chosen) or chosen[end].value == number + end - at:
            heading.number, heading.inferred = str(number), True

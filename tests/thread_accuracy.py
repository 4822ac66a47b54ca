"""How well the book proposes threads: how much of what it proposes is right, how much of them it finds.

Counted are pairs of items in the same thread when every proposal has been confirmed, and the proposals.
"""

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from minutes.importer.records import ParsedMeeting
from minutes.likely_threads import Likeness, Promised, Question, Threads
from tests.thread_gold import NAMED, REAL, REAL_NAMES, made_up

Pairs = set[frozenset[int]]


@dataclass(frozen=True, slots=True)
class Result:
    links: int
    right_links: int
    found: Pairs
    wanted: Pairs
    whole: list[str]

    @property
    def precision(self) -> float:
        return len(self.found & self.wanted) / len(self.found) if self.found else 1.0

    @property
    def recall(self) -> float:
        return len(self.found & self.wanted) / len(self.wanted) if self.wanted else 1.0


def pairs(groups: Iterable[Iterable[int]]) -> Pairs:
    return {frozenset(pair) for group in groups for pair in itertools.combinations(group, 2)}


def confirmed(found: Sequence[Likeness]) -> list[set[int]]:
    """Return the threads that there are when every proposal has been confirmed."""
    threads: list[set[int]] = []
    for row in found:
        linked = {row.item, *([row.earlier] if row.earlier else [])}
        for thread in [thread for thread in threads if thread & linked]:
            threads.remove(thread)
            linked |= thread
        threads.append(linked)
    return threads


def measure(questions: Sequence[Question], gold: Mapping[str, Sequence[int]], names: Sequence[str]) -> Result:
    found = Threads(questions, names).likely()
    threads, wanted = confirmed(found), pairs(gold.values())
    links = [frozenset((row.item, row.earlier)) for row in found if row.earlier]
    return Result(
        links=len(links),
        right_links=sum(link in wanted for link in links),
        found=pairs(threads),
        wanted=wanted,
        whole=[name for name, items in gold.items() if set(items) in threads],
    )


def read_questions(meetings: Sequence[ParsedMeeting]) -> tuple[list[Question], dict[tuple[str, int], int]]:
    """Return the items of minutes as the parser reads them, and their keys by day and place."""
    questions, keys = [], dict[tuple[str, int], int]()
    for number, meeting in enumerate(meetings):
        assert meeting.date is not None
        for place, item in enumerate(meeting.items, start=1):
            pk = keys[str(meeting.date), place] = len(keys) + 1
            said = {(c.when.on.year, c.when.on.month) for c in item.citations if c.when.on}
            questions.append(
                Question(
                    pk=pk,
                    meeting=number,
                    held_on=meeting.date,
                    title=item.title,
                    text="\n".join(filter(None, (item.background, item.discussion, item.proposal))),
                    promises=tuple(Promised(row.text, due_on=row.due.on) for row in item.promises),
                    cited_meetings=frozenset(
                        other
                        for other, one in enumerate(meetings)
                        if one.date and (one.date.year, one.date.month) in said and one.date < meeting.date
                    ),
                )
            )
    return questions, keys


def real(meetings: Sequence[ParsedMeeting]) -> Result:
    questions, keys = read_questions(meetings)
    gold = {name: [keys[place] for place in places] for name, places in REAL.items()}
    return measure(questions, gold, REAL_NAMES)


def report(meetings: Sequence[ParsedMeeting], write: Callable[[str], object]) -> None:
    """Print a line for the real minutes, if they are at hand, and one for the made-up ones."""
    questions, gold = made_up()
    sets = [("verkliga", real(meetings))] if meetings else []
    sets.append(("påhittade", measure(questions, gold, ["Ekby kommun"])))
    write("\nFörslag till ärendetrådar, i par av ärenden när allt är bekräftat\n")
    write(
        f"{'protokoll':<12}{'förslag':>9}{'rätta':>7}{'precision':>11}{'täckning':>10}{'hela trådar':>13}\n"
    )
    for name, one in sets:
        write(f"{name:<12}{one.links:>9}{one.right_links:>7}{one.precision:>11.3f}{one.recall:>10.3f}")
        write(f"{len(one.whole):>13}\n")
    if meetings:
        whole = [name for name in NAMED if name in sets[0][1].whole]
        write(f"Hela och rena av de sex namngivna: {len(whole)} ({', '.join(whole)})\n")

"""Approve while somebody pulls the plug, or while others do something else with the same minutes."""

import datetime as dt
import itertools
import os
import random
import signal
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import partial

from django.db import DatabaseError, connection, connections, transaction

from minutes import ledger
from minutes.approval import circulate, send_back
from minutes.approving import approve, withdraw
from minutes.evidence.book import check_book
from minutes.evidence.findings import WRONG
from minutes.models import Approval, LedgerEntry, Letter, Meeting, ProtocolFile, Seal
from minutes.status import Refused
from participants.models import Membership, Person
from tests.factories import (
    account,
    fresh_login,
    make_approver,
    make_body,
    make_decision,
    make_item,
    make_meeting,
    make_member,
    read_all,
)

DONE, REFUSED, LOST = "done", "refused", "lost"
# So much later than the others one may begin, in seconds: else the same one would always be first.
JITTER = 0.03
_days = itertools.count()


class Cast:
    """One secretary and two justerare, made once for a book."""

    def __init__(self) -> None:
        self.body = make_body("SG")
        self.secretary = make_member("Siv Sekreterare", self.body, Membership.Role.SECRETARY)
        self.first = make_member("Jon Justerare", self.body)
        self.second = make_member("Maja Ledamot", self.body)

    def circulated(self, *approvers: Person) -> tuple[Meeting, str]:
        """Return a new meeting whose text lies before the justerare, and the digest of the text."""
        day = dt.date(2020, 1, 1) + dt.timedelta(days=next(_days))
        meeting = make_meeting(self.body, status=Meeting.Status.DRAFT, date=day)
        make_decision(make_item(meeting, background="Tre kommuner har svarat."))
        approvers = approvers or (self.first,)
        for person in approvers:
            make_approver(meeting, person)
        digest = circulate(meeting, account(self.secretary)).sha256
        read_all(meeting, *approvers)
        return meeting, digest


def approving(meeting: Meeting, digest: str, person: Person) -> Callable[[], object]:
    return lambda: approve(meeting, account(person), digest, fresh_login())


def at_once(*tasks: Callable[[], object]) -> list[str]:
    """Run each task in a process of its own, all let go at the same moment; return what became of each."""
    connections.close_all()
    gate, opener = os.pipe()
    children = [_start(task, gate, opener) for task in tasks]
    os.close(gate)
    os.close(opener)
    return [_outcome(pid, pipe) for pid, pipe in children]


def _start(task: Callable[[], object], gate: int, opener: int) -> tuple[int, int]:
    reader, writer = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writer)
        return pid, reader
    os.close(opener)
    os.read(gate, 1)  # returns when the parent lets go
    time.sleep(random.Random(os.getpid()).uniform(0, JITTER))
    said = LOST
    try:
        task()
        said = DONE
    except Refused:
        said = REFUSED
    except DatabaseError as error:
        said = REFUSED if "Protokollboken" in str(error) else f"{type(error).__name__}: {error}"
    except BaseException as error:  # whatever it is must be told, and the process must end here
        said = f"{type(error).__name__}: {error}"
    finally:
        os.write(writer, said.encode()[:500])
        os._exit(0)


def _outcome(pid: int, pipe: int) -> str:
    os.waitpid(pid, 0)
    said = os.read(pipe, 1000).decode() or LOST
    os.close(pipe)
    return said


def whole(meeting: Meeting) -> str:
    """Return whether the approval is there with all that belongs to it, or nothing of it is."""
    meeting.refresh_from_db()
    parts = (
        meeting.status == Meeting.Status.APPROVED,
        Approval.objects.filter(revision__meeting=meeting).exists(),
        Seal.objects.filter(revision__meeting=meeting).exists(),
        ProtocolFile.objects.filter(revision__meeting=meeting).exists(),
        Letter.objects.filter(meeting=meeting, key__startswith="approval-").exists(),
        LedgerEntry.objects.filter(meeting=meeting, kind="approval").exists(),
        LedgerEntry.objects.filter(meeting=meeting, kind="file").exists(),
    )
    return "all" if all(parts) else "half" if any(parts) else "nothing"


def kill_rounds(cast: Cast, rounds: int) -> Counter[str]:
    """Kill the process inside approve() at a random point and see what is left; "lost": told, and gone."""
    found: Counter[str] = Counter()
    seconds = statistics.median(_timed(cast) for _ in range(3))
    for n in range(rounds):
        meeting, digest = cast.circulated()
        connections.close_all()
        gate, opener = os.pipe()
        pid, pipe = _start(approving(meeting, digest, cast.first), gate, opener)
        os.close(gate)
        os.close(opener)
        time.sleep(random.Random(n).uniform(0, 2 * seconds))
        os.kill(pid, signal.SIGKILL)
        told = _outcome(pid, pipe)
        left = whole(meeting)
        found["lost" if told == DONE and left != "all" else left] += 1
    return found


def _timed(cast: Cast) -> float:
    meeting, digest = cast.circulated()
    begin = time.monotonic()
    at_once(approving(meeting, digest, cast.first))
    return time.monotonic() - begin


def same_approval(cast: Cast, count: int) -> Counter[str]:
    """Send the same approval many times at once."""
    meeting, digest = cast.circulated()
    said = at_once(*[approving(meeting, digest, cast.first)] * count)
    rows = Approval.objects.filter(revision__meeting=meeting).count()
    return Counter(said) + Counter({f"{rows} rows": 1, whole(meeting): 1})


def against_edit(cast: Cast, rounds: int) -> Counter[str]:
    """Approve what the page showed while the secretary takes the text back, edits it and sends it anew."""
    found: Counter[str] = Counter()

    def edit(meeting: Meeting) -> None:
        send_back(meeting, account(cast.secretary), "En ändring.")
        meeting.items.update(background="Ingen har svarat.")
        circulate(Meeting.objects.get(pk=meeting.pk), account(cast.secretary))

    for _ in range(rounds):
        meeting, shown = cast.circulated()
        said = at_once(
            approving(meeting, shown, cast.first),
            partial(edit, meeting),
            partial(meeting.items.update, background="Ändrat i smyg."),
        )
        approved = set(
            Approval.objects.filter(revision__meeting=meeting).values_list("revision__sha256", flat=True)
        )
        found["unseen"] += bool(approved - {shown})
        found["approved" if approved else "edited first"] += 1
        found["odd"] += bool({*said} - {DONE, REFUSED}) or (said[0] == DONE) != bool(approved)
    return +found


def against_withdrawal(cast: Cast, rounds: int) -> Counter[str]:
    """The last one approves while the first takes back: both approvals stand and it is sealed, or neither."""
    found: Counter[str] = Counter()
    for _ in range(rounds):
        meeting, digest = cast.circulated(cast.first, cast.second)
        approve(meeting, account(cast.first), digest, fresh_login())
        said = at_once(
            approving(meeting, digest, cast.second),
            partial(withdraw, meeting, account(cast.first), "Jag ångrar mig."),
        )
        meeting.refresh_from_db()
        standing = meeting.revisions.get().approvals.standing().count()
        outcome = (meeting.status == Meeting.Status.APPROVED, standing, said[1] == DONE)
        names = {(True, 2, False): "sealed", (False, 1, True): "taken back"}
        found[names.get(outcome, f"odd {outcome} {said}")] += 1
    return found


def against_sending_back(cast: Cast, rounds: int) -> Counter[str]:
    """Approve while the secretary takes the text back: one of them wins whole."""
    found: Counter[str] = Counter()
    for _ in range(rounds):
        meeting, digest = cast.circulated()
        said = at_once(
            approving(meeting, digest, cast.first),
            partial(send_back, meeting, account(cast.secretary), "Vänta."),
        )
        left = whole(meeting)
        is_one = said in ([DONE, REFUSED], [REFUSED, DONE]) and left == (
            "all" if said[0] == DONE else "nothing"
        )
        found[left if is_one else f"odd {said} {left}"] += 1
    return found


def appended(processes: int, each: int) -> tuple[int, int, Counter[str]]:
    """Append from many processes at once; return how many came in, the gaps, and what became of each."""
    before = LedgerEntry.objects.count()

    def append(n: int) -> None:
        for index in range(each):
            with transaction.atomic():
                ledger.append(ledger.Kind.ACCOUNT, {"by": f"process {n}", "index": index})

    said = at_once(*[partial(append, n) for n in range(processes)])
    numbers = list(LedgerEntry.objects.order_by("number").values_list("number", flat=True))
    gaps = set(range(1, len(numbers) + 1)) ^ set(numbers)
    return len(numbers) - before, len(gaps), Counter(said)


def faults() -> list[str]:
    """Return what a check of the whole book finds to be wrong."""
    return [found.words for _, step in check_book() for found in step if found.result == WRONG]


def main(share: float) -> None:
    """Run the share of the rounds that is asked for, and say what they found; 1 is all."""
    cast = Cast()
    say = sys.stdout.write
    say(f"{connection.vendor}\n")
    results = [
        ("kill -9 in approve", kill_rounds, 100),
        ("the same approval at once", same_approval, 50),
        ("approve against edit", against_edit, 200),
        ("approve against withdrawal", against_withdrawal, 100),
        ("approve against sending back", against_sending_back, 100),
    ]
    for name, run, rounds in results:
        count = max(10 if run is same_approval else 2, round(rounds * share))
        say(f"{name}, {count}: {dict(run(cast, count))}\n")
        sys.stdout.flush()
    came, gaps, said = appended(8, max(5, round(500 * share)))
    say(f"8 processes append: {came} entries, {gaps} gaps, {dict(said)}\n")
    wrong = faults()
    say(f"check of the whole book: {len(wrong)} faults {wrong[:3]}\n")

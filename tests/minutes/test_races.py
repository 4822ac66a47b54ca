"""Short rounds of tests.faults.approvals: the whole ones are run by hand."""

import pytest

from tests.faults import approvals
from tests.faults.approvals import Cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def book() -> Cast:
    return Cast()


def test_a_killed_approval_is_there_whole_or_not_at_all(book: Cast) -> None:
    found = approvals.kill_rounds(book, 4)
    assert set(found) <= {"all", "nothing"} and found.total() == 4
    assert approvals.faults() == []


def test_the_same_approval_sent_ten_times_at_once_is_one(book: Cast) -> None:
    assert approvals.same_approval(book, 10) == {"done": 1, "refused": 9, "1 rows": 1, "all": 1}


def test_nobody_approves_a_text_that_was_not_shown(book: Cast) -> None:
    assert set(approvals.against_edit(book, 4)) <= {"approved", "edited first"}


def test_the_last_approval_and_a_withdrawal_at_once_have_one_outcome(book: Cast) -> None:
    assert set(approvals.against_withdrawal(book, 3)) <= {"sealed", "taken back"}


def test_an_approval_and_a_sending_back_at_once_have_one_outcome(book: Cast) -> None:
    assert set(approvals.against_sending_back(book, 3)) <= {"all", "nothing"}


def test_many_processes_append_without_gaps(book: Cast) -> None:
    assert approvals.appended(4, 10) == (1 + 40, 0)  # the first one opens the book
    assert approvals.faults() == []

"""How well threads are proposed: it may get better, not worse."""

from pathlib import Path

import pytest

from tests import accuracy, thread_accuracy
from tests.thread_gold import NAMED, made_up


@pytest.mark.originals
def test_the_named_threads_of_the_real_minutes_are_whole(originals: Path) -> None:
    result = thread_accuracy.real([read for _, read, _ in accuracy.originals(originals)])
    assert [name for name in NAMED if name not in result.whole] == []
    assert result.precision >= 0.85 and result.recall >= 0.75
    assert result.right_links >= 16 and result.links - result.right_links <= 1


def test_made_up_minutes_keep_their_measure() -> None:
    result = thread_accuracy.measure(*made_up(), ["Ekby kommun"])
    assert result.precision >= 0.6 and result.recall >= 0.6

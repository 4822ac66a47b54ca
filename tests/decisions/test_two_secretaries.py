"""Two secretaries of one group in one meeting: no word of either is lost, and none is overwritten unseen."""

import pytest

from tests.conftest import Cast
from tests.decisions.two_at_the_desk import FIELDS, ORDER, PEOPLE, ROWS
from tests.decisions.two_on_pages import CAPTURE, DRAFTS, PAPERS, STATUS, STOCK
from tests.decisions.two_secretaries import Script, make_room, play

ALL = FIELDS | ROWS | ORDER | PEOPLE | PAPERS | STOCK | STATUS | DRAFTS | CAPTURE


@pytest.mark.parametrize("script", ALL.values(), ids=[name.replace(" ", "-") for name in ALL])
def test_no_word_is_lost(cast: Cast, script: Script) -> None:
    play(make_room(cast), script)

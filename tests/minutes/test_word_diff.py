import pytest

from minutes.word_diff import Piece, narrowed, pieces


def test_only_the_words_that_changed_are_told_apart() -> None:
    assert pieces("Gruppen antar planen för 2024.", "Gruppen antar planen för 2025.") == [
        Piece("same", "Gruppen antar planen för "),
        Piece("old", "2024"),
        Piece("new", "2025"),
        Piece("same", "."),
    ]


def test_neighbouring_words_are_one_change() -> None:
    assert pieces("den nya planen", "en gammal plan") == [
        Piece("old", "den nya planen"),
        Piece("new", "en gammal plan"),
    ]


def test_a_word_or_two_between_changes_go_with_them() -> None:
    assert pieces("gul katt sover nu", "grå katt vilar nu") == [
        Piece("old", "gul katt sover"),
        Piece("new", "grå katt vilar"),
        Piece("same", " nu"),
    ]


def test_lines_far_from_a_change_become_a_gap() -> None:
    old = "".join(f"Rad {n}.\n" for n in range(20))
    found = pieces(old, old.replace("Rad 10.", "Rad tio."))
    assert [piece.kind for piece in found] == ["gap", "same", "old", "new", "same", "gap"]
    assert "".join(
        p.text for p in pieces(old, old.replace("Rad 10.", "Rad tio."), whole=True) if p.kind != "old"
    ) == (old.replace("Rad 10.", "Rad tio."))


@pytest.mark.parametrize(
    ("old", "new"), [("", "Ny text."), ("Gammal text.", ""), ("a b c", "c b a"), ("Å\nb", "Å\n\nb\n")]
)
def test_both_texts_can_be_read_out_of_the_pieces(old: str, new: str) -> None:
    found = pieces(old, new, whole=True)
    assert "".join(piece.text for piece in found if piece.kind != "new") == old
    assert "".join(piece.text for piece in found if piece.kind != "old") == new


def test_a_very_long_text_is_shown_whole() -> None:
    old, new = "ord " * 4000, "nya " * 4000
    assert [piece.kind for piece in pieces(old, new)] == ["old", "new"]


def test_a_correction_is_narrowed_to_the_lines_that_differ() -> None:
    assert narrowed("Ett.\nTvå.\nTre.", "Ett.\nTvå och en halv.\nTre.") == ("Två.", "Två och en halv.")
    assert narrowed("Ja.\nTvå.\nJa.", "Ja.\nTvå.\nNej.") == ("Ja.\nTvå.\nJa.", "Ja.\nTvå.\nNej.")

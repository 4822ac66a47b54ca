"""Layouts that minutes of other groups showed, told again in made-up words."""

import pytest

from minutes.importer.parse import parse

HEAD = "Protokoll Ekrådet\nDatum: 2024-03-08\n\n"
ITEMS = "1. Öppnande\nMötet öppnades.\n2. Slut\nKlart.\n"


def test_choices_in_a_row_under_a_head_without_labels_do_not_hang() -> None:
    meeting = parse(HEAD + "Till justerare valdes Anna Ek.\n" * 4)

    assert [one.name for one in meeting.approvers] == ["Anna Ek"]


def test_names_wrap_from_one_line_of_a_list_to_the_next() -> None:
    listed = (
        "Hugo Amelin, Sara Bom, Johan Lindh, Stina Lager,\n"
        "Martin Björk, Harald Barr, Olof Sjö, Magnus\nAhlby, Jonas Vende, Frans Man\n"
    )
    meeting = parse(
        f"{HEAD}## 1. Röstlängd\n\nNärvarande medlemmar med rösträtt:\n\n{listed}\n## 2. Slut\n\nKlart.\n"
    )

    assert [one.name for one in meeting.attendance][-4:] == [
        "Olof Sjö",
        "Magnus Ahlby",
        "Jonas Vende",
        "Frans Man",
    ]


def test_two_persons_on_a_line_are_no_person_with_an_organisation() -> None:
    meeting = parse(f"{HEAD}Närvarande medlemmar:\n\nAnna Ek, Sara Bom\n\n{ITEMS}")

    assert [(one.name, one.organization) for one in meeting.attendance] == [("Anna Ek", ""), ("Sara Bom", "")]


def test_place_before_the_word_municipality_is_no_surname() -> None:
    rows = "Tove Quist Ekby kommun (ordf.)\nSolveig Ek Persson Lundens kommun\nNils Engel SNF Skåne\n"
    meeting = parse(f"{HEAD}Närvarande\n{rows}\n{ITEMS}")

    assert [(one.name, one.organization) for one in meeting.attendance] == [
        ("Tove Quist", "Ekby kommun"),
        ("Solveig Ek Persson", "Lundens kommun"),
        ("Nils Engel", "SNF Skåne"),
    ]


def test_decision_that_only_adopts_a_clause_says_what_the_clause_was() -> None:
    meeting = parse(
        f"{HEAD}## Behörighet\n\nAtt: Rådet är beslutsfört\n\nBeslut: Attsats bifalles\n\n"
        "## Kaffe\n\nFörslag: köpa kaffe för 200 kr\n\nBeslut: att-satsen bifölls.\n"
    )

    assert [one.resolved_text for item in meeting.items for one in item.decisions] == [
        "Rådet är beslutsfört",
        "köpa kaffe för 200 kr",
    ]


def test_choices_before_the_list_of_those_present_are_items() -> None:
    meeting = parse(
        f"{HEAD}## Val av ordförande\n\nAnna vald till ordförande.\n\n## Fastställande av röstlängd\n\n"
        "Närvarande medlemmar:\n\n"
        "Anna Ek, Sara Bom\n\n## Budget\n\nBudgeten antogs.\n"
    )

    assert [item.title for item in meeting.items] == [
        "Val av ordförande",
        "Fastställande av röstlängd",
        "Budget",
    ]


def test_table_whose_rows_lost_a_number_keeps_its_items() -> None:
    rows = (
        "1.\tMötet öppnades\n2.\tVal av justerare\nBo väljs till justerare.\n"
        "4.\tFöregående protokoll\nLades till handlingarna.\n5.\tEkonomi\nInget nytt.\n"
    )
    meeting = parse(f"{HEAD}Närvarande: Anna Ek, Bo Alm\n\n{rows}")

    assert [item.number for item in meeting.items] == ["1", "2", "4", "5"]


def test_paragraphs_beside_the_one_who_signs_are_no_part_of_the_name() -> None:
    front = (
        "Underskrifter\nSekreterare Paragrafer 101-113\nErika Rönn\nOrdförande\nKatarina Berg (S)\n"
        "Justerare\nDan Gahn (MP) Stefan Dajne (KD)\n"
    )
    meeting = parse(f"{HEAD}{front}\n§ 101 Upprop\nUpprop görs.\n§ 102 Budget\nKlart.\n")

    assert [one.name for one in meeting.secretaries] == ["Erika Rönn"]
    assert [one.name for one in meeting.approvers] == ["Dan Gahn", "Stefan Dajne"]


def test_more_ways_to_decide() -> None:
    said = [
        "Styrelsens förslag till budget godkändes.",
        "Mötet förklarade 2018 års styrelse ansvarsfri.",
        "Mötet röstade fram förslag 2.",
        "Mötet anser sig vara stadgeenligt utlyst.",
        "Mötet kom fram till att hyra ut lokalen.",
    ]
    meeting = parse(f"{HEAD}1. Öppnande\nMötet öppnades.\n2. Val\n{' '.join(said)}\n3. Slut\nKlart.\n")

    assert [one.text for one in meeting.items[1].decisions] == said


@pytest.mark.parametrize(
    ("block", "secretaries", "approvers"),
    [
        ("Vid protokollet\tJusteras\n\nAnna Ek\tBo Alm\nSekreterare\tOrdförande\n", ["Anna Ek"], ["Bo Alm"]),
        (
            "Anna Ek, sekreterare\n\nJusterat, Bo Alm\n\nJusterat, Cia Dal\n",
            ["Anna Ek"],
            ["Bo Alm", "Cia Dal"],
        ),
        ("Vid protokollet: Anna Ek\n\nJusteras: Bo Alm, ordförande\n", ["Anna Ek"], ["Bo Alm"]),
        ("Protokollet fördes av Anna Ek.\nProtokollet justeras av Bo Alm.\n", ["Anna Ek"], ["Bo Alm"]),
        ("Sekreterare: ______ (Anna Ek)\n\nJusterare: ______ (Bo Alm)\n", ["Anna Ek"], ["Bo Alm"]),
        ("Justeringsperson 1: Bo Alm\nJusteringsperson 2: Cia Dal\n", [], ["Bo Alm", "Cia Dal"]),
        (
            "Vid protokollet\n\nAnna Ek\nSekreterare\n\nJusteras\n\nBo Alm\tCia Dal\nOrdförande\tJusterare\n",
            ["Anna Ek"],
            ["Cia Dal"],
        ),
    ],
    ids=[
        "the chair alone",
        "after a comma",
        "beside the office",
        "told",
        "in brackets",
        "numbered",
        "the chair and another",
    ],
)
def test_who_signs_under_the_word_approves(block: str, secretaries: list[str], approvers: list[str]) -> None:
    meeting = parse(f"{HEAD}Närvarande: Anna Ek, Bo Alm, Cia Dal\n\n{ITEMS}\n{block}")

    assert [one.name for one in meeting.secretaries] == secretaries
    assert [one.name for one in meeting.approvers] == approvers


def test_both_who_also_count_the_votes_approve() -> None:
    text = "Anna Ek och Bo Alm valdes till justerare för stämman och tillika rösträknare."
    meeting = parse(f"{HEAD}1. Öppnande\nMötet öppnades.\n2. Val av justerare\n{text}\n3. Slut\nKlart.\n")

    assert [one.name for one in meeting.approvers] == ["Anna Ek", "Bo Alm"]


def test_bars_between_cells_make_a_row() -> None:
    rows = "1. | Val av justerare\nBo väljs.\n2. | Ekonomi\nInget nytt.\n3. | Slut\nKlart.\n"
    meeting = parse(f"{HEAD}{rows}")

    assert [(item.number, item.title) for item in meeting.items] == [
        ("1", "Val av justerare"),
        ("2", "Ekonomi"),
        ("3", "Slut"),
    ]


def test_table_of_contents_and_labels_with_values_are_no_headings() -> None:
    text = (
        "Protokoll från Omsorgsutskottet 2011-10-12 Innehåll\n\nBeslutande... 2\n\nPrognos för året... 3\n\n"
        "Bistånd ... 6\n\n(2)\n\nPlats och tid Gamla salen, kl 09.00-17.00\n\n"
        "Beslutande Anna Ek (C), ordförande\n\nBo Alm (M)\n\nÖvriga deltagande Cia Dal, sekreterare\n\n"
        "Peter Wall, bitr. socialchef\n\nUtses att justera Bo Alm\n"
    )
    meeting = parse(text)

    assert meeting.items == ()
    assert [one.name for one in meeting.attendance] == ["Anna Ek", "Bo Alm", "Cia Dal", "Peter Wall"]
    assert [one.name for one in meeting.approvers] == ["Bo Alm"]


@pytest.mark.parametrize(
    "listed",
    ["Från länet:\nAnna Ek, Ekby kommun\nBo Alm, Ås kommun\n", "Från länet: Anna Ek, Ekby kommun\n"],
    ids=["above", "before"],
)
def test_words_over_people_with_own_organisations_are_not_lost(listed: str) -> None:
    meeting = parse(f"{HEAD}Närvarande:\n{listed}\n{ITEMS}")

    assert [one.organization for one in meeting.attendance][:1] == ["Ekby kommun"]
    assert "länet" in " ".join(one.text for one in meeting.unplaced)

"""Layouts of other groups' minutes: how their items are numbered and set, and how their decisions are."""

import pytest

from minutes.importer.parse import parse
from minutes.importer.records import ParsedMeeting

HEAD = (
    "Byalaget Granbacken\nProtokoll från styrelsemöte 2024-05-14\nNärvarande: Anna Ek, Bo Alm, Cia Lind\n\n"
)


def items(text: str) -> list[tuple[str, str]]:
    return [(item.number, item.title) for item in parse(HEAD + text).items]


def decisions(text: str) -> list[str]:
    return [decision.text for item in parse(HEAD + text).items for decision in item.decisions]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "§ 14 Dnr GB-2024-00031\n\nTaxa för uthyrning av bagarstugan under\nhögsommaren och julen\n"
            "Beslut\n\n"
            "Taxan fastställs.\n\n§ 15 0412/24\nNy grindstolpe\nBeslut\n\nStolpen köps in.",
            [
                ("14", "Taxa för uthyrning av bagarstugan under högsommaren och julen"),
                ("15", "Ny grindstolpe"),
            ],
            id="diary number beside the sign, the title below until its section",
        ),
        pytest.param(
            "24/52\tDagordning\n\tDen fastställdes.\n\n24/53\tBudget\n\tRamen minskar.\n\n"
            "24/54\tÖvrigt\n\tInget.",
            [("24/52", "Dagordning"), ("24/53", "Budget"), ("24/54", "Övrigt")],
            id="the year before the number, in a column that looks like page numbers",
        ),
        pytest.param(
            "KR 2023/74 Öppnande\n\nAnna öppnade.\n\nKR 2023/75 Budget\n\nBo visade siffror.",
            [("KR 2023/74", "Öppnande"), ("KR 2023/75", "Budget")],
            id="letters before the year and the number",
        ),
        pytest.param(
            "24/47 Öppnande\n\nAnna hälsade välkommen.\n\n24/48 Ekonomi\n\nBo visade siffror.\n\n"
            "24/49 Avslutning\n\nAnna tackade.",
            [("24/47", "Öppnande"), ("24/48", "Ekonomi"), ("24/49", "Avslutning")],
            id="the year before the number",
        ),
        pytest.param(
            "  • 1 Mötet öppnas\n\nAnna hälsade välkommen.\n\n  • 2 Ekonomi\n\nBo visade siffror.\n\n"
            "  • 3 Mötet avslutas\n\nAnna tackade.",
            [("1", "Mötet öppnas"), ("2", "Ekonomi"), ("3", "Mötet avslutas")],
            id="numbers behind bullets",
        ),
        pytest.param(
            "Sammanträdet öppnas\n\n§ 61\n\nAnna hälsar välkommen.\n\nVal av justerare\n\n§ 62\n\n"
            "Bo väljs.\n\n"
            "Vägbelysning\n\n§ 63\n\nCia redogör för läget.",
            [("61", "Sammanträdet öppnas"), ("62", "Val av justerare"), ("63", "Vägbelysning")],
            id="the sign under its title",
        ),
        pytest.param(
            "1.\n\nMötet öppnas: Anna öppnar mötet.\n\n2.\n\nEkonomi: Bo redovisar läget.\n\n3.\n\n"
            "Nästa möte: Mötet är bestämt till juni",
            [("1", "Mötet öppnas"), ("2", "Ekonomi"), ("3", "Nästa möte")],
            id="numbers alone on their lines",
        ),
        pytest.param(
            "1. Mötet öppnas\nAnna öppnade.\n\n2. Ekonomi\nBo visade siffror.\n\n3. Vägen\n"
            "Gruset är slut.\n\n"
            "§4 Belysningen\nTre lampor är trasiga.\n\n§5 Mötet avslutas\nAnna tackade.",
            [
                ("1", "Mötet öppnas"),
                ("2", "Ekonomi"),
                ("3", "Vägen"),
                ("4", "Belysningen"),
                ("5", "Mötet avslutas"),
            ],
            id="a form that changes on the way",
        ),
        pytest.param(
            "A.1 Öppnande\nAnna öppnade.\nA.2 Justerare\nBo valdes.\nB.1 Ekonomi\nKassan är god.\nB.2 Vägen\n"
            "Gruset är slut.",
            [("A.1", "Öppnande"), ("A.2", "Justerare"), ("B.1", "Ekonomi"), ("B.2", "Vägen")],
            id="numbers with a prefix",
        ),
        pytest.param(
            "§ 1 Mötets öppnande\nAnna öppnade.\n§ 2 Ekonomi\n"
            "Bo visade siffror. § 3 Övriga ärenden Inga fanns.\n"
            "§ 4 Mötets avslutande\nAnna tackade.",
            [
                ("1", "Mötets öppnande"),
                ("2", "Ekonomi"),
                ("3", "Övriga ärenden"),
                ("4", "Mötets avslutande"),
            ],
            id="a sign inside a line",
        ),
        pytest.param(
            "§ 4 Rapporter\n\n4:1 Bryggan\n\nAllt väl.\n\n4:2 Bastun\n\nUgnen byts.\n\n§ 5 Ekonomi\n\n"
            "God.\n\n§ 6 Slut",
            [("4", "Rapporter"), ("4:1", "Bryggan"), ("4:2", "Bastun"), ("5", "Ekonomi"), ("6", "Slut")],
            id="parts of an item",
        ),
        pytest.param(
            "* mötets öppnande\n\nAnna öppnade.\n\n* val av justerare\n\nBo valdes.\n\n* ekonomi\n\n"
            "Kassan är god.",
            [("", "mötets öppnande"), ("", "val av justerare"), ("", "ekonomi")],
            id="bullets over their text",
        ),
        pytest.param(
            "## Formalia\n\n### Mötets öppnande\n\nAnna öppnade.\n\n### Val av justerare\n\nBo valdes.\n\n"
            "## Ärenden\n\n### Vägen\n\nGruset är slut.\n\n### Bryggan\n\nAllt väl.",
            [("", "Mötets öppnande"), ("", "Val av justerare"), ("", "Vägen"), ("", "Bryggan")],
            id="headings of groups hold no items of their own",
        ),
        pytest.param(
            "§ 1 Mötet öppnas\nAnna öppnade.\n§ 2 Dagordning. Dagordningen godkändes\n"
            "§ 3 Justerare; Bo Alm valdes till justerare\n"
            "§ 4 Mötets avslutande 20:15",
            [("1", "Mötet öppnas"), ("2", "Dagordning"), ("3", "Justerare"), ("4", "Mötets avslutande")],
            id="the text on the title's line",
        ),
        pytest.param(
            "## Läget\n\nAllt går bra.\n\n## Roller\n\nVi behöver fler.\n\n## Att göra\n\n"
            "1. Rensa bryggan (Bo)\n"
            "2. Samla in åsikter om bastun\n3. Boka lokal till hösten",
            [("", "Läget"), ("", "Roller"), ("", "Att göra")],
            id="a numbered list under the last heading",
        ),
    ],
)
def test_forms_of_items(text: str, expected: list[tuple[str, str]]) -> None:
    assert items(text) == expected


def flowing() -> ParsedMeeting:
    page = (
        "1 Byalaget Granbacken Datum: 2024-05-14 Plats: Bystugan Närvarande: Anna Ek, Bo Alm, Cia Lind "
        "Anmält förhinder: Disa Ros 1. Mötets öppnande Ordföranden öppnade mötet och hälsade alla välkomna. "
        "2. Val av justerare Bo Alm valdes till justerare. 3. Information om Grusvägen Det är dyrt att "
        "grusa. "
    )
    return parse(
        page + "\n\n2 4. Vägbelysning Tre lampor är trasiga. Styrelsen beslutade att köpa nya lampor."
    )


def test_lost_line_breaks() -> None:
    meeting = flowing()

    assert [(item.number, item.title) for item in meeting.items] == [
        ("1", "Mötets öppnande"),
        ("2", "Val av justerare"),
        ("3", "Information om Grusvägen"),
        ("4", "Vägbelysning"),
    ]
    assert [(row.name, row.mode) for row in meeting.attendance] == [
        ("Anna Ek", "on_site"),
        ("Bo Alm", "on_site"),
        ("Cia Lind", "on_site"),
        ("Disa Ros", "absent"),
    ]
    assert [row.name for row in meeting.approvers] == ["Bo Alm"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "§ 1 Val\nBeslut\n1. Anna väljs till ordförande.\n2. Bo väljs till kassör.\n\n§ 2 Slut\nTack.",
            ["Anna väljs till ordförande.", "Bo väljs till kassör."],
            id="numbered points",
        ),
        pytest.param(
            "§ 1 Vägen\nBeslut\n\nEnligt vägfogdens förslag:\nVägen grusas i maj.\n\nInformation\n\n"
            "Gruset kostar mindre i år.\n\n§ 2 Slut\nTack.",
            ["Enligt vägfogdens förslag:\n\nVägen grusas i maj."],
            id="until the next heading",
        ),
        pytest.param(
            "§ 1 Vägen\nBeslut:\nStyrelsen beslutar att grusa vägen.\n"
            "Styrelsen beslutar att bjuda på fika.\n\n"
            "§ 2 Slut\nTack.",
            ["Styrelsen beslutar att grusa vägen.", "Styrelsen beslutar att bjuda på fika."],
            id="one decision a line",
        ),
        pytest.param(
            "§ 1 Ansvarsfrihet\natt bevilja styrelsen ansvarsfrihet.\n\n§ 2 Slut\nTack.",
            ["att bevilja styrelsen ansvarsfrihet."],
            id="a clause that hangs on nothing",
        ),
        pytest.param(
            "§ 1 Vägen\nStyrelsen beslutade\natt grusa vägen, samt\natt Bo ber om anbud.\n\n§ 2 Slut\nTack.",
            ["att grusa vägen", "att Bo ber om anbud."],
            id="clauses under their label",
        ),
        pytest.param(
            "§ 1 Val av revisor\nDisa Ros\n\n§ 2 Slut\nTack.",
            ["Val av revisor: Disa Ros"],
            id="only a name under a choice",
        ),
        pytest.param(
            "§ 1 Servern\n> **Beslut D-17:** Byalaget köper en ny server.\n\n§ 2 Slut\nTack.",
            ["Byalaget köper en ny server."],
            id="a decision with a number, quoted",
        ),
        pytest.param(
            "§ 1 Val\nTill ordförande valdes Anna Ek\nTill sekreterare valdes Bo Alm\n\n§ 2 Slut\nTack.",
            ["Till ordförande valdes Anna Ek", "Till sekreterare valdes Bo Alm"],
            id="choices a line",
        ),
        pytest.param(
            "§ 1 Stugan\nYrkanden\nBo Alm yrkar bifall till styrelsens förslag.\n\n§ 2 Slut\nTack.",
            [],
            id="a motion decides nothing",
        ),
        pytest.param(
            "§ 1 Stugan\nFörslag: att stugan målas.\nStyrelsen har tidigare beslutat att vänta.\n\n"
            "§ 2 Slut\nTack.",
            [],
            id="nor a proposal, nor what was decided before",
        ),
        pytest.param(
            "§ 1 Dagordning\nFöreslagen dagordning godkändes med ett tillägg.\n\n§ 2 Slut\nTack.",
            ["Föreslagen dagordning godkändes med ett tillägg."],
            id="a proposed agenda is approved",
        ),
    ],
)
def test_forms_of_decisions(text: str, expected: list[str]) -> None:
    assert decisions(text) == expected


def test_place_after_the_name() -> None:
    meeting = parse(
        "Protokoll styrelsemöte 2024-05-14\nNärvarande:\nAnna Ek Indal\nBo Alm Alnö\nCia Lind Torp\n\n"
        "§ 1 Mötets öppnande\nAnna Ek öppnade mötet.\n§ 2 Slut\nTack."
    )

    assert [(row.name, row.organization) for row in meeting.attendance] == [
        ("Anna Ek", "Indal"),
        ("Bo Alm", "Alnö"),
        ("Cia Lind", "Torp"),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Styrelsen beslutade i våras att grusa vägen.",
        "Styrelsen beslutade redan i höstas att grusa vägen.",
        "Styrelsen beslutade 2022 att grusa vägen.",
        "Styrelsen beslutade vid förra mötet att grusa vägen.",
        "På förra mötet beslutades att vägen grusas.",
        "Bo Alm valdes till kassör på årsmötet 2019.",
        "Styrelsen beslutar om banken i höst.",
        "Avtalet godkänns först när banken har svarat.",
        "Styrelsen beslutar inte om detta.",
        "Styrelsen antar att det blir regn.",
        "Årsmötet beslutar om avgiften.",
        "Beslut: inget.",
        "Det blev en lång kväll. Beslut: inget beslut fattades.",
    ],
)
def test_what_is_no_decision_of_today(sentence: str) -> None:
    assert decisions(f"§ 1 Vägen\n{sentence}\n\n§ 2 Slut\nTack.") == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Protokollet från förra mötet lades till handlingarna.",
        "Beslut – vägen grusas.",
        "Kassören bemyndigas att teckna avtal.",
        "Årsavgiften bestämdes till 200 kr.",
        "Styrelsen beslutar att grusa vägen i höst.",
        "Styrelsen säger ja till förslaget.",
    ],
)
def test_what_is_one(sentence: str) -> None:
    assert len(decisions(f"§ 1 Vägen\n{sentence}\n\n§ 2 Slut\nTack.")) == 1


def test_what_stands_before_the_points_is_not_lost() -> None:
    text = (
        "§ 1 Val\nBeslut:\nPengarna tas ur fonden.\n1. Bidraget beviljas.\n2. Bo betalar.\n\n§ 2 Slut\nTack."
    )

    assert decisions(text) == ["Pengarna tas ur fonden.\nBidraget beviljas.", "Bo betalar."]


def test_item_that_is_withdrawn_after_a_sentence() -> None:
    text = "§ 1 Vägen\nDisa skulle ha redovisat men var förhindrad. Ärendet utgår.\n\n§ 2 Slut\nTack."

    assert parse(HEAD + text).items[0].outcome == "withdrawn"


def test_somebody_who_is_replaced_was_not_there() -> None:
    meeting = parse(
        "Protokoll styrelsemöte 2024-05-14\nNärvarande:\nWen Li\n"
        "Bo Alm - suppleant för frånvarande Erik Fot\nCia Lind, ersätter Disa Ros\n\n"
        "§ 1 Vägen\nWen Li redovisade läget.\n§ 2 Slut\nTack."
    )

    assert [row.name for row in meeting.attendance] == ["Wen Li", "Bo Alm", "Cia Lind"]
    assert [row.name for row in meeting.items[0].presenters] == ["Wen Li"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Anna Berg, Ekby\nAnna Berg, Alnäs\nBo Alm, Ekby",
            ["Anna Berg, Ekby", "Anna Berg, Alnäs", "Bo Alm, Ekby"],
        ),
        ("Anna Berg\nBo Alm\n\nÖvriga: Anna Berg, Alnäs kommun", ["Anna Berg, Alnäs kommun", "Bo Alm, "]),
        (
            "Anna Berg, Ekby\nBo Alm, Ekby\n\nFrånvarande: Anna Berg, Alnäs",
            ["Anna Berg, Ekby", "Bo Alm, Ekby", "Anna Berg, Alnäs"],
        ),
    ],
)
def test_namesakes_and_second_mentions(text: str, expected: list[str]) -> None:
    meeting = parse(
        f"Protokoll styrelsemöte 2024-05-14\nNärvarande:\n{text}\n\n§ 1 Vägen\nGrus.\n§ 2 Slut\nTack."
    )

    assert [f"{row.name}, {row.organization}" for row in meeting.attendance] == expected


def test_what_follows_a_title_on_its_line_is_kept_whole() -> None:
    text = (
        "5. Öppnande\n\nAnna hälsade välkommen.\n\n6.  Båtplatser: Anna visade en pärm. Beslutades att vi "
        "delar "
        "upp oss och träffas igen om tre veckor. Fördelningen blev så här:\n\nBrygga A: Anna\n\n"
        "7. Avslutning\n\nAnna tackade."
    )
    item = parse(HEAD + text).items[1]

    assert item.background.startswith("Anna visade en pärm. Beslutades att vi delar upp oss")
    assert [one.text for one in item.decisions] == [
        "Beslutades att vi delar upp oss och träffas igen om tre veckor."
    ]

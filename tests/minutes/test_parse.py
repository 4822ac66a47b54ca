"""The parser on short made-up minutes: one trap or one form at a time."""

import datetime as dt

import pytest

from minutes.importer.parse import parse
from minutes.importer.records import Named, ParsedItem, ParsedMeeting, When

HEAD = "Protokoll\nSamverkansgruppen för parker\n\nDatum: 2024-10-04\n\n"
LIST = "Närvarande:\nAnna Ek, Ekby\nBo Alm, Alnäs\n\n"


def meeting(text: str) -> ParsedMeeting:
    return parse(HEAD + text)


def first(text: str) -> ParsedItem:
    return meeting(f"{LIST}1. Träd och buskar\n\n{text}\n").items[0]


def kinds(text: str) -> list[tuple[str, str]]:
    return [(one.kind, one.found_by) for one in first(text).decisions]


def titles(text: str) -> list[tuple[str, str]]:
    return [(one.number, one.title) for one in meeting(text).items]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Beslut: Gruppen köper tio lindar.", "decision"),
        ("Beslut\nGruppen köper tio lindar.", "decision"),
        ("Samverkansgruppens svar: Lindarna kan vänta.", "answer"),
        ("Ställningstagande: Gruppen vill ha lindar.", "position"),
        ("Bes1ut: Gruppen koper tio lindar.", "decision"),
    ],
)
def test_marked_decision(text: str, kind: str) -> None:
    assert kinds(text) == [(kind, "marker")]


@pytest.mark.parametrize(
    ("text", "kind", "phrase"),
    [
        ("Samverkansgruppen ställer sig bakom planen.", "position", "ställer sig bakom"),
        ("Därför ställer gruppen sig bakom planen.", "position", "ställer gruppen sig bakom"),
        ("Efter en stund föreslår gruppen att lindarna flyttas.", "position", "föreslår"),
        ("Gruppen tackar för visningen och förordar alternativ B.", "position", "förordar"),
        ("Samverkansgruppen beslutade att köpa tio lindar.", "decision", "beslutade"),
        ("Gruppen ger bifall till ritningen.", "decision", "ger bifall"),
        ("Gruppen uppdrar åt kansliet att köpa jord.", "assignment", "uppdrar åt"),
        ("Dagordningen godkändes.", "decision", "godkändes"),
        ("Protokollet från förra gången läggs till handlingarna.", "decision", "läggs till handlingarna"),
        ("Det beslutades att jorden byts.", "decision", "beslutades"),
        ("Kansliet får i uppdrag att byta jorden.", "assignment", "får i uppdrag att"),
        ("Gruppen beslutar att festen hålls 9 maj.", "decision", "beslutar"),
    ],
)
def test_decision_without_the_word(text: str, kind: str, phrase: str) -> None:
    decisions = first(text).decisions

    assert [(one.kind, one.found_by, one.phrase, one.text) for one in decisions] == [
        (kind, "phrase", phrase, text)
    ]
    assert text in first(text).background  # a copy: refusing it loses nothing


@pytest.mark.parametrize(
    "text",
    [
        "Beslutspunkter: Anna läser upp punkterna om lindarna.",
        "Beslut om lindarna tas på gruppens möte 8 november.",
        "Beslut kring jorden på samverkansgruppen 8 november.",
        "Beslut: tas på nästa möte.",
        "Gruppen beslutar i frågan på mötet den 8 november.",
        "Gruppen beslutade den 6 september att plantera rosor.",
        "Beslut i Samverkansgruppen 6 september att plantera rosor.",
        "Region Lunden har beslutat att såga ned almarna.",
        "Kommunalt forum ger i uppdrag till samverkansgruppen att räkna träden.",
        "Region Lunden föreslår att en ny park byggs.",
        "Ritningen godkändes av byggnadsnämnden.",
        "Förslaget är att gruppen beslutar om lindar.",
        "Förslag till beslut: Gruppen godkänner ritningen.",
        "Förslag på uppdrag till kansliet: Gruppen beslutar att jorden byts.",
        "”Gruppen beslutar att rosorna får stå kvar.”",
        "Från mötesprotokoll mars 2024: Gruppen beslutar att rosorna får stå kvar.",
        "Gruppen tackar för visningen.",
        "Gruppen konstaterar att jorden är torr.",
        "Kan gruppen tänka sig lindar? Vad beslutar gruppen?",
        "Om gruppen godkänner ritningen kan arbetet börja.",
        "Innan gruppen beslutar behövs ett pris.",
        "Gruppen ska besluta om lindarna senare.",
        "Nätverket ställer sig bakom planen.",
    ],
)
def test_false_friend_is_no_decision(text: str) -> None:
    assert first(text).decisions == ()


def test_proposal_is_adopted_word_by_word() -> None:
    item = first("Förslag till beslut: Tio lindar köps.\n\nBeslut: Gruppen beslutar enligt förslag.")

    assert item.decisions[0].resolved_text == item.proposal == "Tio lindar köps."


def test_a_hostile_number_of_decisions_does_not_repeat_the_proposal() -> None:
    item = first(
        "1. Cykelväg\nFörslag till beslut\nAtt anta planen.\n\n" + "Beslut: Enligt förslag.\n\n" * 30
    )

    assert [bool(one.resolved_text) for one in item.decisions] == [True] * 20 + [False] * 10


def test_adopted_proposal_that_is_missing_is_a_problem() -> None:
    found = meeting("1. Träd\n\nBeslut: Enligt förslaget.\n")

    assert "proposal_missing" in [one.code for one in found.problems]


def test_clauses_of_a_decision_are_followed_each_by_itself() -> None:
    item = first(
        "Efter en stund beslutade gruppen därför\natt köpa tio lindar, samt\natt Bo hämtar dem.\n\n"
        "Det blev en glad stund."
    )

    assert [one.text for one in item.decisions] == [
        "Efter en stund beslutade gruppen därför att köpa tio lindar",
        "Efter en stund beslutade gruppen därför att Bo hämtar dem.",
    ]
    assert "Det blev en glad stund." in item.background


def test_clauses_under_a_heading_are_followed_each_by_itself() -> None:
    item = first("Beslut\natt köpa tio lindar\natt Bo hämtar dem\n\nDet blev en glad stund.")

    assert [one.text for one in item.decisions] == ["att köpa tio lindar", "att Bo hämtar dem"]
    assert item.background == "Det blev en glad stund."


def test_quoted_older_minutes_are_a_citation() -> None:
    item = first("Från mötesprotokoll mars 2024: Gruppen beslutar\natt rosorna får stå kvar.")

    assert [one.when for one in item.citations] == [
        When(text="mars 2024", on=dt.date(2024, 3, 31), precision="month")
    ]


@pytest.mark.parametrize(
    ("text", "on", "precision"),
    [
        ("Återkommer med besked vid novembermötet.", dt.date(2024, 11, 30), "meeting"),
        ("Tas för beslut i maj.", dt.date(2025, 5, 31), "month"),
        ("Frågan lyfts igen nästa år.", dt.date(2025, 12, 31), "year"),
        ("Svar lämnas till mötet den 8 november.", dt.date(2024, 11, 8), "day"),
        ("Priset visas på gruppens möte i december.", dt.date(2024, 12, 31), "meeting"),
        ("Ett nytt förslag kommer till nästa möte.", None, "meeting"),
        ("Frågan återkommer.", None, "none"),
    ],
)
def test_promise(text: str, on: dt.date | None, precision: str) -> None:
    assert [(one.due.on, one.due.precision) for one in first(text).promises] == [(on, precision)]


@pytest.mark.parametrize(
    "text",
    [
        "Chefen slutar i maj.",
        "Liknande väder väntas nästa år.",
        "På forum för träd 19/11 presenteras en karta.",
        "Planen diskuterades på mötet den 6 september.",
        "Kan vi diskutera detta i maj?",
        "Nästa möte är den 8 november.",
    ],
)
def test_time_alone_is_no_promise(text: str) -> None:
    assert first(text).promises == ()


@pytest.mark.parametrize(
    ("text", "responsible", "organizations"),
    [
        ("Respektive kommun utser kontaktperson.", "", ("respektive kommun",)),
        ("Kommunerna ska räkna sina almar.", "", ("kommunerna",)),
        ("Anna tar fram en lista.", "Anna", ()),
        ("Till nästa möte: Bo Alm kontaktar sågverket.", "Bo Alm", ()),
        ("Ekby kommun kallar till en vandring.", "", ("ekby kommun",)),
    ],
)
def test_action(text: str, responsible: str, organizations: tuple[str, ...]) -> None:
    assert [(one.responsible, one.organizations) for one in first(text).actions] == [
        (responsible, organizations)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Anna lyfter att jorden är torr.",
        "Systemet Lövet skickar ut påminnelser.",
        "Nätverket återkopplar att de är nöjda.",
        "Kommunerna har räknat sina almar.",
        "Förslag till beslut: Kommunerna utser kontaktpersoner.",
    ],
)
def test_telling_is_no_action(text: str) -> None:
    assert first(text).actions == ()


@pytest.mark.parametrize(
    ("label", "role", "mode"),
    [
        ("Närvarande", "member", "on_site"),
        ("Nirvarande", "member", "on_site"),
        ("Beslutande", "member", "on_site"),
        ("Ersättare", "substitute", "on_site"),
        ("Ovriga medverkande", "guest", "on_site"),
        ("Frånvarande", "member", "absent"),
        ("Franvarande", "member", "absent"),
        ("Anmält förhinder", "member", "absent"),
    ],
)
def test_attendance_label(label: str, role: str, mode: str) -> None:
    found = meeting(f"{label}:\nAnna Ek, Ekby\nBo Alm, Alnäs\n\n1. Träd\n")

    assert [(one.name, one.organization, one.role, one.mode) for one in found.attendance] == [
        ("Anna Ek", "Ekby", role, mode),
        ("Bo Alm", "Alnäs", role, mode),
    ]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Närvarande: Anna Ek, Bo Alm och Cia Lind", [("Anna Ek", ""), ("Bo Alm", ""), ("Cia Lind", "")]),
        (
            "Närvarande: Anna Ek, Ekby kommun; Bo Alm, Alnäs",
            [("Anna Ek", "Ekby kommun"), ("Bo Alm", "Alnäs")],
        ),
        ("Närvarande:\nAnna Ek (S)\nBo Alm (M)", [("Anna Ek", "S"), ("Bo Alm", "M")]),
        ("Närvarande:\n- Anna Ek\n- Bo Alm – Alnäs", [("Anna Ek", ""), ("Bo Alm", "Alnäs")]),
        ("Närvarande:\nEkby: Anna Ek, Bo Alm", [("Anna Ek", "Ekby"), ("Bo Alm", "Ekby")]),
        ("Närvarande:\nAnna Ek Region Lunden", [("Anna Ek", "Region Lunden")]),
        ("| Namn | Kommun |\n|---|---|\n| Närvarande: |\n| Anna Ek | Ekby |", [("Anna Ek", "Ekby")]),
    ],
)
def test_attendance_form(text: str, people: list[tuple[str, str]]) -> None:
    found = meeting(f"{text}\n\n1. Träd\n")

    assert [(one.name, one.organization) for one in found.attendance] == people


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1. Träd\n\n2. Gräs\n", [("1", "Träd"), ("2", "Gräs")]),
        ("1 Träd\n\n2 Gräs\n", [("1", "Träd"), ("2", "Gräs")]),
        ("§ 12 Träd\n\n§13 Gräs\n", [("12", "Träd"), ("13", "Gräs")]),
        ("§ 12\nTräd\n\n§ 13\nGräs\n", [("12", "Träd"), ("13", "Gräs")]),
        ("Träd § 12\n\nGräs § 13\n", [("12", "Träd"), ("13", "Gräs")]),
        ("## 1. Träd\n\n### 2. Gräs\n", [("1", "Träd"), ("2", "Gräs")]),
        ("**Träd**\nFint.\n\n**Gräs**\n", [("", "Träd"), ("", "Gräs")]),
        ("## Träd\n\n## Gräs\n", [("", "Träd"), ("", "Gräs")]),
        ("1. Träd\n\n. Gräs\n\n3. Jord\n", [("1", "Träd"), ("2", "Gräs"), ("3", "Jord")]),
        ("2. Gräs\n\n2. Jord\n\n3. Sten\n", [("2", "Gräs"), ("2", "Jord"), ("3", "Sten")]),
        ("1. Träd\n\n3. Gräs\n", [("1", "Träd"), ("3", "Gräs")]),
        ("Dagordning\n1. Träd\n2. Gräs\n\n1. Träd\n\nText.\n\n2. Gräs\n", [("1", "Träd"), ("2", "Gräs")]),
    ],
)  # fmt: skip
def test_items_are_found(text: str, expected: list[tuple[str, str]]) -> None:
    assert titles(text) == expected


def test_list_inside_an_item_is_no_items() -> None:
    text = "1. Träd\n\n2. Gräs\n\nVi såg:\n1. Klöver\n2. Timotej\n3. Rajgräs\n\n3. Jord\n"

    assert titles(text) == [("1", "Träd"), ("2", "Gräs"), ("3", "Jord")]
    assert meeting(text).items[1].background.splitlines()[1] == "1. Klöver"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Föredragande: Anna Ek", ["Anna Ek"]),
        ("Faredragande Anna och Bo", ["Anna", "Bo"]),
        ("Fördragande Anna Ek, Bo Alm, RGL", ["Anna Ek", "Bo Alm"]),
        ("Anna Ek\n\nText.", ["Anna Ek"]),
        ("Anna, Bo\n\nText.", ["Anna", "Bo"]),
        ("Anna Ek och Bo Alm presenterar. Bilder visas.", ["Anna Ek", "Bo Alm"]),
        ("Föredragande\n\nText.", []),
        ("Utgår", []),
        ("Kommunalt Forum\n\nText.", []),
        ("Föredragande beskriver hur lindarna mår.", []),
    ],
)
def test_presenters(text: str, names: list[str]) -> None:
    assert [one.name for one in first(text).presenters] == names


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("Utgår", "withdrawn"),
        ("Punkten utgår.", "withdrawn"),
        ("Ärendet bordläggs.", "deferred"),
        ("Avtalet utgår i maj och ersätts av ett nytt.", "handled"),
    ],
)
def test_outcome(text: str, outcome: str) -> None:
    assert first(text).outcome == outcome


@pytest.mark.parametrize(
    ("text", "attachments"),
    [
        ("Underlag: *Ritning och pris*", ("Ritning och pris",)),
        ("Underlag: Ritning över parken, Prislista", ("Ritning över parken", "Prislista")),
        ("Underlag: Ritning bifogas handlingarna.", ("Ritning",)),
        ("Underlag: bifogas.", ()),
        ("Underlag bifogas handlingarna.", ()),
        ("Bilagor\n- Ritning\n- Prislista", ("Ritning", "Prislista")),
    ],
)
def test_attachments(text: str, attachments: tuple[str, ...]) -> None:
    assert first(text).attachments == attachments


def test_sections() -> None:
    item = first(
        "Bakgrund: Träden är gamla.\n\nDialog: Alla vill ha skugga.\n\nIngen vill ha löv.\n\n"
        "Bakgrund: Mera fakta."
    )
    assert item.background == "Träden är gamla.\n\nMera fakta."
    assert item.discussion == "Alla vill ha skugga.\n\nIngen vill ha löv."


def test_dialogue_without_a_label() -> None:
    item = first("Träden är gamla.\n\nDialog kring skugga.\n\nAnna redogör för priset.")

    assert item.discussion == "Dialog kring skugga."
    assert item.background == "Träden är gamla.\n\nAnna redogör för priset."


def test_bullets_and_odd_characters() -> None:
    item = first("Vi såg:\n\uf0b7 en alm\n• en ask som\nlutar\n* en\x07 ek\n\nSlut.")

    assert item.background == "Vi såg:\n– en alm\n– en ask som lutar\n– en ek\n\nSlut."


@pytest.mark.parametrize(
    "text",
    [
        "Vid protokollet: Cia Lind\nJusteras: Bo Alm",
        "Sekreterare: Cia Lind\nJusterare: Bo Alm",
        "Antecknat av: Cia Lind\nProtokolljusterare: Bo Alm",
        "Vid protokollet\n\nCia Lind\n\nJusteras\n\nBo Alm",
        "Till justerare valdes Bo Alm.\n\nMinnesanteckningar: Cia Lind",
        "Att justera protokollet utsågs Bo Alm.\n\nMotesanteckningar: Cia Lind",
    ],
)
def test_who_wrote_and_who_approves(text: str) -> None:
    found = meeting(f"{LIST}1. Träd\n\n{text}\n")

    assert (found.secretaries, found.approvers) == ((Named(name="Cia Lind"),), (Named(name="Bo Alm"),))


@pytest.mark.parametrize(
    ("text", "body", "name"),
    [
        ("Protokoll från möte med Parkrådet\n2024-10-04\n", "Parkrådet", "protokoll"),
        ("Minnesanteckningar Parkrådet 4/10 2024\n", "Parkrådet", "minnesanteckningar"),
        ("Parknämnden  Sammanträdesprotokoll\n2024-10-04\n", "Parknämnden", "sammanträdesprotokoll"),
        ("# Protokoll\n## Parkrådet\n**Datum:** 4 oktober 2024\n", "Parkrådet", "protokoll"),
    ],
)  # fmt: skip
def test_head(text: str, body: str, name: str) -> None:
    found = parse(f"{text}\nPlats: Parken\n\n1. Träd\n\nText.\n\n2. Gräs\n")

    assert (found.body, found.document_name) == (body, name)
    assert (found.date, found.place) == (dt.date(2024, 10, 4), "Parken")


def test_date_without_a_year_anywhere_is_a_problem() -> None:
    found = parse("Protokoll\nParkrådet\n\nDatum: 4 oktober\n\n1. Träd\n")

    assert found.date is None
    assert [one.code for one in found.problems] == ["year_missing", "no_approver"]


@pytest.mark.parametrize("text", ["", "\n\n", "Hej.\nDetta är ett brev.\n", "\x00\x01"])
def test_text_that_is_no_minutes(text: str) -> None:
    found = parse(text)

    assert (found.date, found.body, found.items) == (None, "", ())
    assert [one.code for one in found.problems] == ["date_missing", "no_items", "no_approver"]

"""The day of a meeting, those with an office and those who present, in the forms that minutes give them."""

import datetime as dt

import pytest

from minutes.importer.duties import settle_people
from minutes.importer.parse import parse
from minutes.importer.presenting import with_presenters
from minutes.importer.records import Named, ParsedMeeting

TOP = "Lindens förening\nStyrelsemöte 2023-05-04\n\n"
PRESENT = "Närvarande: Anna Ek, Bo Alm, Cia Lind, Dan Öst\n\n"
ITEMS = "§ 1 Öppnande\nMötet öppnades.\n\n§ 2 Budget\nBudgeten gicks igenom.\n\n"
FIRST = "§ 1 Öppnande\nMötet öppnades.\n\n"
LAST = "\n§ 3 Budget\nKlar.\n"


def read(text: str) -> ParsedMeeting:
    return settle_people(parse(text, "protokoll.txt"))


def printed(people: tuple[Named, ...]) -> str:
    return ", ".join(sorted(one.name for one in people))


DAYS = {
    "told when it opened": "Protokoll\n\n§ 1 Start\nMötet öppnades den 4 maj 2023 kl. 18.00 av Bo Alm.\n",
    "in a heading": "# Protokoll styrelsemöte 4 maj 2023\n\n## 1. Öppnande\nHej.\n",
    "in a heading with a colon": "## Mötesanteckningar: Trädrådet 4 maj 2023\n\n## 1. Öppnande\nHej.\n",
    "year in the number": "Protokoll nr 4/2023\nLindens förening\n4 maj kl 18\n\n1. Öppnande\nHej.\n",
    "short year": "Datum: 4 maj -23\nPlats: Torget\n\n1. Öppnande\nHej.\n",
    "spaces for dashes": "Styrelsemöte 2023 05 04\n\n1. Öppnande\nHej.\n",
    "month before it": "Styrelsemöte maj 2023-05-04 kl. 18,30\n\n1. Öppnande\nHej.\n",
    "under its label": (
        "Nummer       Sammanträdesdatum\n4            4.5.2023\n\nEkby råd\n\n1. Öppnande\nHej.\n"
    ),
    "only in a running head": (
        "§ 1 Val\nHej hopp.\n\n3 (9)\n\nEkby nämnd\nProtokoll\nSammanträdesdatum: 2023-05-04\n\n"
        "§ 2 Tal\nHej den 7 juni 2022."
        "\n\n4 (9)\n\nEkby nämnd\nProtokoll\nSammanträdesdatum: 2023-05-04\n\n§ 3 Slut\nHej."
    ),
    "in a running head without a label": (
        "§ 1 Val\nHej.\n\nEkby nämnd\nSammanträdesprotokoll\n2023-05-04\n3 (9)\n\n§ 2 Tal\n"
        "Hej.\n\nEkby nämnd\n"
        "Sammanträdesprotokoll\n2023-05-04\n4 (9)\n\n§ 3 Slut\nHej."
    ),
    "in a line that runs on": (
        "Protokoll, fört vid Lindens förenings extra årsmöte, torsdagen den 4 maj 2023§ 1 "
        "Öppnande Anna Ek från "
        "Ekby, föreningens sekreterare, öppnade det extra årsmötet och hälsade alla välkomna.\n"
        "\n§ 2 Val\nHej.\n"
    ),
    "not the day of the web page": (
        "lördag 20 maj 2023\n\nMöte i Lindens förening 4/5 2023\n\n1. Öppnande\nHej.\n"
    ),
    "not the day of the call": (
        "Kallelse utsänd 2023-04-20\nProtokoll från möte 2023-05-04\n\n1. Öppnande\nHej.\n"
    ),
    "day, month and year with dashes": "Styrelsemöte 04-05-2023\n\n1. Öppnande\nHej.\n",
    "not the day to sign": (
        "Nämnden 2023-05-04 1(9)\n\nPlats och tid Rådhuset, kl 18\n\n"
        "Justeringens\nplats och tid Rådhuset 2023-05-11\n\n"
        "1. Öppnande\nHej.\n"
    ),
    "in the signature": "§ 1 Val\nHej.\n\n§ 2 Slut\nHej.\n\nEkby den 4 maj 2023\n\nAnna Ek\nSekreterare\n",
}


@pytest.mark.parametrize("text", DAYS.values(), ids=DAYS.keys())
def test_day_is_found(text: str) -> None:
    assert read(text).date == dt.date(2023, 5, 4)


@pytest.mark.parametrize(
    "text",
    [
        "§ 1 Öppnande\nHej.\n\n§ 2 Nästa möte\nNästa möte är den 9 juni 2023.\n",
        "§ 1 Avgift\nNämnden har behandlat ärendet den 4 oktober 2022, § 7.\n\n§ 2 Taxa\n"
        "Nämnden har behandlat ärendet den 4 oktober 2022, § 8.\n",
    ],
)
def test_day_of_another_meeting_is_not_taken(text: str) -> None:
    assert read(text).date is None


def test_day_of_a_signature_is_to_be_checked() -> None:
    assert "date_from_signature" in {one.code for one in read(DAYS["in the signature"]).problems}


@pytest.mark.parametrize(
    ("text", "chairs", "secretaries", "approvers"),
    [
        (
            "Vid protokollet          Justeras\n\nBo Alm                   Cia Lind\n",
            "",
            "Bo Alm",
            "Cia Lind",
        ),
        ("Vid protokollet: Bo Alm Ordförande: Anna Ek\n", "Anna Ek", "Bo Alm", ""),
        ("Vid protokollet Bo Alm Justeras Cia Lind\n", "", "Bo Alm", "Cia Lind"),
        ("Vid protokollet:\n\nBo Alm                   Anna Ek\n", "", "Bo Alm", ""),
        ("Sekreterare Bo Alm\n\nOrdförande Anna Ek\n\nJusteras Cia Lind\n", "Anna Ek", "Bo Alm", "Cia Lind"),
        (
            "Vid protokollet\n\nOrdförande\n\nJusterare\n\nBo Alm\n\nAnna Ek\n\nCia Lind\n",
            "Anna Ek",
            "Bo Alm",
            "Cia Lind",
        ),
        (
            "Ordförande\nSekreterare\nJusterare\n\nAnna Ek\nBo Alm\nCia Lind\nDan Öst\n",
            "Anna Ek",
            "Bo Alm",
            "Cia Lind, Dan Öst",
        ),
        (
            "Bo Alm          Anna Ek        Cia Lind\nSekreterare     Ordförande     Justerare\n",
            "Anna Ek",
            "Bo Alm",
            "Cia Lind",
        ),
        (
            "Anna Ek        Bo Alm\nordförande     sekreterare\n\nProtokollet justerat\n\nCia "
            "Lind       Dan Öst\n",
            "Anna Ek",
            "Bo Alm",
            "Cia Lind, Dan Öst",
        ),
        (
            "Protokollet justerat\n\nAnna Ek\nordförande\n\nCia Lind\nprotokolljusterare\n\nBo "
            "Alm\nprotokollförare\n",
            "Anna Ek",
            "Bo Alm",
            "Cia Lind",
        ),
        (
            "Vid protokollet: Bo Alm\nJusteras: Anna Ek, ordförande och Cia Lind\n",
            "Anna Ek",
            "Bo Alm",
            "Anna Ek, Cia Lind",
        ),
        ("Budgeten är bra (mycket). Vid protokollet Justeras\nBo Alm Cia Lind\n", "", "Bo Alm", "Cia Lind"),
        ("Bo Alm Anna Ek Cia Lind\n\nSekreterare Ordförande Justerare\n", "Anna Ek", "Bo Alm", "Cia Lind"),
        ("Justerat den 10 maj 2023\nCia Lind\n", "", "", "Cia Lind"),
        ("/Bo Alm/\nsekreterare\n\n/Cia Lind/\njusterare\n", "", "Bo Alm", "Cia Lind"),
        ("Ordf. Anna Ek       Sekr. Bo Alm       Just. Cia Lind\n", "Anna Ek", "Bo Alm", "Cia Lind"),
    ],
)
def test_signatures(text: str, chairs: str, secretaries: str, approvers: str) -> None:
    meeting = read(TOP + PRESENT + ITEMS + text)

    assert printed(meeting.chairs) == chairs
    assert printed(meeting.secretaries) == secretaries
    assert printed(meeting.approvers) == approvers


@pytest.mark.parametrize(
    ("text", "approvers"),
    [
        ("Justering\nBeslut: Cia Lind utses att jämte ordföranden justera dagens protokoll.", "Cia Lind"),
        ("Justering\nOrdföranden utser Cia Lind att justera dagens protokoll.", "Cia Lind"),
        ("Val av justerare\nCia och Dan valdes.", "Cia Lind, Dan Öst"),
        ("Val av justeringsmän, tillika rösträknare\nCia Lind och Dan Öst valdes.", "Cia Lind, Dan Öst"),
        ("Val av justerare\nTill justerare valdes Cia Lind och till rösträknare Dan Öst.", "Cia Lind"),
        (
            "Val av protokolljusterare\nTill protokolljusterare valdes\n- Cia Lind\n- Dan Öst",
            "Cia Lind, Dan Öst",
        ),
        ("Val av justerare: Cia Lind", "Cia Lind"),
        ("Val av justerare\nFörutom Anna och Bo valdes Cia Lind till justerare.", "Cia Lind"),
        ("Val av justerare\nMötet valde mossan och kvist till justerare.", "kvist, mossan"),
        (
            'Val av justerare\nTill justerare valdes Cia Lind och Eva "Vips" Falk.',
            'Cia Lind, Eva "Vips" Falk',
        ),
        ("Val av justerare\nTill justerare valdes Elvine.", "Elvine"),
        ("Val av justerare\nDocent Carl-Elof Falk och fil. mag. Dan Öst valdes.", "Carl-Elof Falk, Dan Öst"),
        (
            "Tid för justering\nAndre vice ordföranden Cia Lind (S) och Dan Öst (M) justerar "
            "dagens protokoll "
            "tillsammans med ordföranden Anna Ek (V) i Kommunhuset, Lilla Torget 3, den 9 maj.",
            "Cia Lind, Dan Öst",
        ),
    ],
)
def test_chosen_approvers(text: str, approvers: str) -> None:
    assert printed(read(TOP + PRESENT + FIRST + f"§ 2 {text}\n" + LAST).approvers) == approvers


@pytest.mark.parametrize(
    ("text", "chairs", "secretaries"),
    [
        ("Till mötets ordförande och sekreterare valdes Anna Ek och Bo Alm.", "Anna Ek", "Bo Alm"),
        ("Anna Ek valdes till mötets ordförande och till sekreterare valdes Bo Alm.", "Anna Ek", "Bo Alm"),
        ("Anna Ek, direktör i Ekby, valdes till stämmoordförande. Bo för protokollet.", "Anna Ek", "Bo Alm"),
        ("Anna Ek valdes till mötesordförande och Bo Alm till vice mötesordförande.", "Anna Ek", ""),
        (
            "Till ordförande för mötet valdes fil. lic. Anna Ek och till sekreterare fil. mag. Bo Alm.",
            "Anna Ek",
            "Bo Alm",
        ),
    ],
)
def test_chosen_chair_and_secretary(text: str, chairs: str, secretaries: str) -> None:
    meeting = read(TOP + PRESENT + FIRST + f"§ 2 Val av mötesfunktionärer\n{text}\n" + LAST)

    assert printed(meeting.chairs) == chairs
    assert printed(meeting.secretaries) == secretaries


def test_chair_of_the_coming_year_did_not_lead_the_meeting() -> None:
    item = "§ 2 Val av ordförande för kommande verksamhetsår\nAtt välja Dan Öst till ordförande.\n"

    assert read(TOP + PRESENT + FIRST + item + LAST).chairs == ()


@pytest.mark.parametrize(
    ("text", "chair"),
    [
        ("Mötet öppnades kl 18.30 av ordf. Anna Ek som hälsade alla välkomna.", "Anna Ek"),
        ("Anna Ek hälsade alla välkomna och öppnade mötet.", "Anna Ek"),
        ("Anna förklarade mötet öppnat.", "Anna Ek"),
        ("Mötet öppnades av Uffe.", "Uffe"),
        ("Dagen inleddes. Ordföranden Anna Ek (S) föreslog en paus.", "Anna Ek"),
        ("Nämndens ordförande Dan Öst svarade på frågor.", ""),
        ("Sammanträdet förklarades för öppnat.", ""),
    ],
)
def test_chair_whom_only_the_text_names(text: str, chair: str) -> None:
    assert printed(read(f"{TOP}{PRESENT}§ 1 Öppnande\n{text}\n\n§ 2 Budget\nKlar.\n{LAST}").chairs) == chair


def test_offices_over_names_that_stand_one_under_the_other() -> None:
    meeting = read(
        "Protokoll\nNummer       Sammanträdesdatum\n4            4.5.2023\n\nEkby råd\n\n"
        "Ordförande       Föredragande       Protokollförare\n\nRådsherre\nAnna Ek\n\nBo Alm\n\n"
        "Teknisk inspektör\n\n"
        "Cia Lind\n\n\nNr 1\n\nBron över ån\n\nBeslöts bygga bron.\n"
    )

    assert (printed(meeting.chairs), printed(meeting.secretaries)) == ("Anna Ek", "Cia Lind")


def test_who_presents_in_the_head_presented_the_only_item() -> None:
    meeting = with_presenters(parse(TOP + "§ 1 Bron över ån\nBeslöts bygga bron.\n"), [Named(name="Bo Alm")])

    assert [printed(item.presenters) for item in meeting.items] == ["Bo Alm"]


@pytest.mark.parametrize(
    ("item", "presenters"),
    [
        ("Ekonomi\nBo Alm redogör för läget.", "Bo Alm"),
        ("Ekonomi\nInget nytt. Cia gick igenom budgeten.", "Cia"),
        ("Ekonomi\nKassören rapporterar att allt är väl.", "Bo Alm"),
        ("Ekonomi\nOrdföranden informerar om läget.", "Anna Ek"),
        ("Ekonomi\nOrdföranden informerar om att mötet blir kort.", ""),
        ("Kassören rapporterar om ekonomin.\nAllt väl.", "Bo Alm"),
        ("Ekonomi (BA)\nLäget är gott.", "Bo Alm"),
        ("Ekonomi (Bo)\nLäget är gott.", "Bo"),
        ("Ekonomi – Bo Alm\nLäget är gott.", "Bo Alm"),
        ("Ekonomi (SKR)\nLäget är gott.", ""),
        ("Ekonomi\nFöredragande: Cia Lind\nBo Alm redogjorde för läget.", "Cia Lind"),
        ("Ekonomi\nSamordnare Eva Rask från Ekby kommun informerade om projektet.", "Eva Rask"),
        ("Ekonomi\nEva Rask, Ekby kommun, och Ola Berg presenterade projektet.", "Eva Rask, Ola Berg"),
        ("Ekonomi\nPlanen presenterades av Cia Lind och Dan Öst.", "Cia Lind, Dan Öst"),
        ("Ekonomi\nInformation från Bo Alm om läget.", "Bo Alm"),
        ("Ekonomi\nRegion Kusten informerar om sitt arbete.", ""),
        ("Ekonomi\nVi beslutade att Bo Alm redovisar till nästa möte.", ""),
        ("Ekonomi\nBo Alm ska redovisa budgeten.", ""),
        ("Ekonomi\nCia Lind anser att Bo Alm presenterar fel siffror.", ""),
        ("Ekonomi\nPlanen föredrogs av Bo Alm på mötet i oktober.", ""),
        ("Val av revisor\nEva Rask presenterade sig.", ""),
    ],
)
def test_who_presents(item: str, presenters: str) -> None:
    present = "Närvarande: Anna Ek (ordförande), Bo Alm (kassör), Cia Lind, Dan Öst\n\n"

    assert printed(read(f"{TOP}{present}{FIRST}§ 2 {item}\n{LAST}").items[1].presenters) == presenters


def test_what_stands_after_a_title_is_parted_from_it() -> None:
    meeting = read(
        f"{TOP}{PRESENT}§ 1 Val av justerare: Cia Lind\n\n§ 2 Ekonomi (BA)\nLäget är gott.\n{LAST}"
    )

    assert [item.title for item in meeting.items][:2] == ["Val av justerare", "Ekonomi"]


def test_an_office_below_a_row_of_names_is_the_first_ones() -> None:
    text = "Rådet\n\n1. Öppnande\n\nBo Alm öppnade.\n\nAnna Ek          Bo Alm\nSekreterare\n"

    assert [one.name for one in parse(text).secretaries] == ["Anna Ek"]


def test_a_secretary_who_is_elected_for_the_year_did_not_write() -> None:
    text = (
        "Rådet\n\n1. Val av vice ordförande, kassör och sekreterare\n\n"
        "Som vice ordförande omvaldes Anna Ek, som kassör omvaldes Bo Alm och som sekreterare omvaldes Cia "
        "Lind.\n"
    )

    assert parse(text).secretaries == ()


def test_the_day_goes_on_over_the_line() -> None:
    text = (
        "PROTOKOLL\nfört vid årsmöte med Lundens byalag lördagen den 23\nmars 2024 kl. 14.00.\n\n§ 1 A\nb\n"
    )

    assert parse(text).date == dt.date(2024, 3, 23)


@pytest.mark.parametrize(
    ("text", "office", "name"),
    [
        ("Till protokollförare utsågs Anna Ek, som inte sitter i styrelsen.", "secretaries", "Anna Ek"),
        ("Att granska anteckningarna utsågs Bo Alm.", "approvers", "Bo Alm"),
    ],
)
def test_who_is_chosen_in_other_words(text: str, office: str, name: str) -> None:
    meeting = parse(f"Rådet\n\n1. Protokoll\n\n{text}\n\n2. Ekonomi\n\nSaldot är 5 kr.\n")

    assert [one.name for one in getattr(meeting, office)] == [name]


@pytest.mark.parametrize("text", ["Nästa möte: 8 november", "2. Nästa möte\n\nVi ses 8 november."])
def test_next_meeting(text: str) -> None:
    assert parse(f"Parkrådet\nDatum: 2024-10-04\n\n1. Träd\n\nText.\n\n{text}\n").next_meeting.on == dt.date(
        2024, 11, 8
    )

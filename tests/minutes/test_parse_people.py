"""Who was there, in layouts that put them in columns, under headings or in running text."""

from minutes.importer.parse import parse
from minutes.importer.records import Named

HEAD = "Protokoll\nSamverkansgruppen för parker\n\nDatum: 2024-10-04\n\n"


def test_somewhere_without_a_representative_does_not_end_the_list() -> None:
    meeting = parse(
        "Nätverket\n\nDeltagare\nEkby: Anna Ek\nLunden: ingen representant\nTuna: Bo Alm, Cia Lind\n"
    )

    assert [one.name for one in meeting.attendance] == ["Anna Ek", "Bo Alm", "Cia Lind"]
    assert [one.text for one in meeting.unplaced if "Lunden" in one.text] == ["Lunden: ingen representant"]


def test_absent_in_the_column_of_labels() -> None:
    table = "Närvarande   Anna Ek      ordförande\n             Bo Alm       kassör\n"
    meeting = parse("Brf Linden\n\n" + table + "Frånvarande  Cia Lind     ledamot\n")

    assert [(one.name, one.mode) for one in meeting.attendance] == [
        ("Anna Ek", "on_site"),
        ("Bo Alm", "on_site"),
        ("Cia Lind", "absent"),
    ]


def test_names_with_a_small_first_letter() -> None:
    meeting = parse("Rådet\n\nMed på mötet:\nOmar al-Sabbagh, 5B\nMaria Tengroth, rektor\n")

    assert [one.name for one in meeting.attendance] == ["Omar al-Sabbagh", "Maria Tengroth"]


def test_bold_headings_over_those_who_were_there() -> None:
    text = (
        "Referensgruppen\n\nTid: 10 juni 2025\n\n**Närvarande från gruppen**\n\n- Anna Ek, Ekby arkiv\n"
        "- Bo Alm, Lundens arkiv (via Teams)\n\n**Från myndigheten**\n\n- Cia Lind, ordförande\n"
        "- Dan Sten, utredare\n\n**Inledning**\n\nCia öppnade mötet.\n\n**Ekonomi**\n\nDan visade siffror.\n"
    )
    meeting = parse(text)

    assert [one.name for one in meeting.attendance] == ["Anna Ek", "Bo Alm", "Cia Lind", "Dan Sten"]
    assert [one.title for one in meeting.items] == ["Inledning", "Ekonomi"]


def test_who_was_there_in_running_text_over_several_lines() -> None:
    text = (
        "Rådet vid Lundens sjukhus\n\nRådet träffades måndagen den 22 april 2024 i matsalen. Av rådets "
        "ledamöter var Anna\n"
        "Ek (Reumatikerna), Bo Alm (Anhöriga) och Cia Lind på plats. Dan Sten (Syn)\n"
        "var med på länk. Eva Berg var förhindrad att delta.\n\nÖPPNING\nCia hälsade välkommen.\n\n"
        "EKONOMI\nBo visade siffror.\n"
    )

    assert [(one.name, one.mode) for one in parse(text).attendance] == [
        ("Anna Ek", "on_site"),
        ("Bo Alm", "on_site"),
        ("Cia Lind", "on_site"),
        ("Dan Sten", "digital"),
        ("Eva Berg", "absent"),
    ]


def test_brackets_in_the_attendance() -> None:
    found = parse(
        HEAD + "Närvarande:\nAnna Ek, Ekby (digitalt)\nBo Alm (ordförande)\nCia Lind (sekr.)\n\n1. Träd\n"
    )

    assert [one.mode for one in found.attendance] == ["digital", "on_site", "on_site"]
    assert (found.chairs, found.secretaries) == ((Named(name="Bo Alm"),), (Named(name="Cia Lind"),))

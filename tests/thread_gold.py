"""Which agenda items are the same question: what a reader found, in the real minutes and in made-up ones."""

import datetime as dt

from minutes.likely_threads import Promised, Question

# Thread -> (minutes, place on the agenda). Written by reading, before the proposals were looked at.
REAL = {
    "Kommunöverläkare": [("2023-10-06", 2), ("2023-11-06", 12)],
    "In- och utskrivning": [("2023-10-06", 3), ("2023-11-06", 11), ("2024-04-05", 4)],
    "Verksamhetsplan": [("2023-10-06", 4), ("2023-11-06", 4)],
    "Processgrupperna": [("2023-10-06", 5), ("2023-10-06", 6), ("2023-11-06", 7)],
    "Kommunalt forum": [("2023-10-06", 8), ("2023-11-06", 6), ("2025-04-04", 2)],
    "Kronobarnsmodellen och Link": [
        ("2023-10-06", 9),
        ("2023-11-06", 2),
        ("2023-11-06", 3),
        ("2026-02-06", 8),
    ],
    "Palliativt centrum": [("2023-11-06", 10)],
    "AU:s uppdrag": [("2023-11-06", 5), ("2024-04-05", 1)],
    "Barnutredningen": [("2024-04-05", 2), ("2025-04-04", 8), ("2026-02-06", 9)],
    "Centrum mot våld": [("2024-04-05", 5), ("2025-04-04", 5), ("2026-02-06", 1)],
    "Nära Kronobergaren": [("2025-04-04", 4), ("2026-02-06", 2), ("2026-02-06", 6)],
    "Suicidprevention": [("2025-04-04", 7), ("2026-02-06", 10)],
    "Sommaren": [("2024-04-05", 3), ("2025-04-04", 9)],
}
# Each is to be one thread, whole and with nothing else in it, once the proposals are confirmed.
NAMED = [
    "Kommunöverläkare",
    "In- och utskrivning",
    "Kronobarnsmodellen och Link",
    "Palliativt centrum",
    "Suicidprevention",
    "Centrum mot våld",
]
REAL_NAMES = [
    "Ledningsgrupp för samordning av länets hälso- och sjukvård, skola och socialtjänst",
    "Region Kronoberg",
    *["Alvesta", "Lessebo", "Ljungby", "Markaryd", "Tingsryd", "Uppvidinge", "Växjö", "Älmhult"],
]

# Meeting -> its items as (thread or "", title, text, promise to come back). No score was chosen by these.
MADE_UP = {
    dt.date(2024, 1, 19): [
        ("", "Mötets öppnande", "Ordföranden hälsar alla välkomna.", ""),
        (
            "buss",
            "Busskort för gymnasieelever",
            "Eleverna åker mellan kommunerna. Kostnaden delas inte lika.",
            "",
        ),
        (
            "larm",
            "Trygghetslarm – upphandling",
            "Avtalet om trygghetslarm går ut. En ny upphandling behövs.",
            "",
        ),
        (
            "flis",
            "Fjärrvärme i Ekby",
            "Flispannan är gammal och ska bytas.",
            "Frågan om flispannan tas upp i mars.",
        ),
        ("", "Övrigt", "Inget övrigt.", ""),
    ],
    dt.date(2024, 3, 15): [
        ("", "Mötets öppnande", "Dagordningen godkänns.", ""),
        ("flis", "Ny panna till värmeverket", "Flispannan i Ekby ersätts med en pelletspanna.", ""),
        ("larm", "Nuläge trygghetslarm", "Anbud har kommit från tre företag.", ""),
        ("bib", "Gemensam bibliotekskatalog", "Biblioteken vill ha en katalog för hela länet.", ""),
        ("", "Fråga om skyltar", "Skyltarna vid rastplatserna är slitna.", ""),
    ],
    dt.date(2024, 5, 17): [
        ("", "Mötets öppnande", "Nya ledamöter presenterar sig.", ""),
        ("buss", "Elevresor och busskort", "Trafikbolaget föreslår ett kort som gäller i hela länet.", ""),
        ("bib", "Bibliotekens katalog, förslag till avtal", "Katalogen kostar två kronor per invånare.", ""),
        ("vatten", "Vattenskyddsområde vid Långsjön", "Länsstyrelsen har svarat om skyddsområdet.", ""),
        ("", "Upphandling av konsulttjänster", "Ramavtalet gäller till och med nästa år.", ""),
    ],
    dt.date(2024, 9, 20): [
        ("", "Mötets öppnande", "Ordföranden berättar om Långsjön: vattenskyddsområde beslutas i höst.", ""),
        ("larm", "Trygghetslarm: val av leverantör", "Gruppen väljer Ekby Larm.", ""),
        (
            "vatten",
            "Återrapportering Långsjön",
            "Vattenskyddet kräver mätningar.",
            "Mätningarna redovisas i november.",
        ),
        ("lov", "Lovskola", "Skolcheferna vill ordna lovskola tillsammans.", ""),
        ("", "Information om bredband", "Fibernätet byggs ut.", ""),
    ],
    dt.date(2024, 11, 22): [
        ("", "Mötets öppnande", "Föregående protokoll gås igenom.", ""),
        ("vatten", "Redovisning av mätningar vid sjön", "Mätningarna i Långsjön visar låga halter.", ""),
        ("buss", "Busskorten: utvärdering", "Resorna har ökat.", ""),
        ("lov", "Gemensam lovskola under sommarlovet", "Anmälan görs hos den egna skolan.", ""),
        ("", "Skolornas bibliotek", "Skolbiblioteken ska bemannas enligt den nya lagen.", ""),
    ],
}


def made_up() -> tuple[list[Question], dict[str, list[int]]]:
    """Return the made-up items, and the threads of them by key."""
    rows: list[Question] = []
    threads: dict[str, list[int]] = {}
    for meeting, (day, items) in enumerate(MADE_UP.items(), start=1):
        for thread, title, text, promise in items:
            pk = len(rows) + 1
            promises = (Promised(promise, due_on=dt.date(2024, 12, 31)),) if promise else ()
            rows.append(
                Question(
                    pk=pk,
                    meeting=meeting,
                    held_on=day,
                    title=title,
                    text=f"{text}\n{promise}",
                    promises=promises,
                )
            )
            if thread:
                threads.setdefault(thread, []).append(pk)
    return rows, threads

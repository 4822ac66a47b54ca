"""What people ask the search, and what they should find first. Written before the ranking was tuned.

An item is written as its meeting and number, "2023-11-06 §8"; everything else by its kind and name.
"""

# In the five real minutes over the facts of `fixtures/`.
ORIGINALS = {
    # Plain words
    "flödesschema": "2023-11-06 §8",
    "gymnasiedimensionering": "2023-11-06 §9",
    "suicidprevention": "ärendetråd Suicidprevention",
    "hälsointyg praktik": "2026-02-06 §4",
    "statsbidrag psykisk hälsa": "2025-04-04 §7",
    "sommarplanering": "2025-04-04 §9",
    "seniorwebben": "2026-02-06 §2",
    "sms-livräddare": "2025-04-04 §3",
    "hjälpmedel": "2026-02-06 §3",
    "könsstympning könsstypning": "2026-02-06 §6",
    "handbok kvinnofrid": "2026-02-06 §6",
    "konsultationsteam": "2025-04-04 §8",
    "projektansökan": "2024-04-05 §5",
    "utskrivningsklara": "2024-04-05 §4",
    # Inflection
    "flödesschemat": "2023-11-06 §8",
    "indikatorerna": "2023-11-06 §3",
    "handböcker handboken": "2026-02-06 §6",
    "gymnasiedimensioneringen": "2023-11-06 §9",
    "ett hälsointyg": "2026-02-06 §4",
    "verksamhetsplanen": "2023-11-06 §4",
    "konferensen näravårddagen": "2025-04-04 §4",
    "processgrupper nuläget": "2023-11-06 §7",
    "fakturera": "2024-04-05 §4",
    # Compounds
    "sjukvårdsavtal": "2026-02-06 §5",
    "livräddare": "2025-04-04 §3",
    "intyg praktik": "2026-02-06 §4",
    "flöde schema avtal": "2023-11-06 §8",
    "dimensionering": "2023-11-06 §9",
    "kommun överläkare": "ärendetråd Kommunöverläkare",
    "skolfrånvaro": "2024-04-05 §5",
    "forskning barnprocess": "2026-02-06 §8",
    "samordnare suicid": "2025-04-04 §7",
    # Without å, ä and ö
    "flodesschema": "2023-11-06 §8",
    "halsointyg": "2026-02-06 §4",
    "kommunoverlakare": "ärendetråd Kommunöverläkare",
    "overenskommelse utskrivning": "ärendetråd In- och utskrivning (överenskommelse)",
    "palsson": "person Anna-Karin Pålsson",
    # Misspelt
    "gymnasiedimentionering": "2023-11-06 §9",
    "suicidprevension": "ärendetråd Suicidprevention",
    "flödeschema": "2023-11-06 §8",
    "indikatorr": "2023-11-06 §3",
    "hälsointygg": "2026-02-06 §4",
    "aktualitetsprovning": "2025-04-04 §2",
    # Where OCR read other letters
    "bemanning resurssättning": "2023-10-06 §6",
    "allmänmedicinskt kunskapscentrum": "2023-10-06 §10",
    "presentationsrunda nytillkommen representant Växjö": "2023-10-06 §1",
    "familjeombud elevhälsan": "2023-10-06 §9",
    # Names
    "Denker": "person Camilla Denker",
    "Dencker": "person Camilla Denker",
    "Roland Olofsson": "person Roland Olofsson-Dolk",
    "Therese Linnér": "person Therese Linnér",
    "Alvesta": "organisation Alvesta kommun",
    "RGK": "organisation Region Kronoberg",
    "Carola Dahlqvist representant": "2023-10-06 §1",
    # Numbers
    "270101": "2026-02-06 §4",
    "1177": "2023-11-06 §6",
    "möte 6 november 2023": "möte 2023-11-06",
    "lg 2025-04-04 §2:2": "2025-04-04 §2",
    # Phrases
    '"risk- och konsekvensanalys"': "2026-02-06 §7",
    '"studsa tillbaka"': "2024-04-05 §1",
    '"inte tappas bort"': "2023-11-06 §5",
    # Filters and what to leave out
    "beslut: flödesschema": "beslut LG 2023-11-06 §8",
    "beslut: år: 2025 konferens": "beslut LG 2025-04-04 §4",
    "kommunalt forum år: 2023 synkning": "2023-10-06 §8",
    "grupp: LG palliativt avtal": "2023-11-06 §10",
    "kommun: Växjö centrum mot våld": "2025-04-04 §5",
    "barn forskning -indikatorer": "2026-02-06 §8",
}

# In the facts alone, which are our own words and always there.
FACTS = {
    "kommunöverläkare": "ärendetråd Kommunöverläkare",
    "suicidprevention": "ärendetråd Suicidprevention",
    "flödesschemat": "2023-11-06 §8",
    "palliativa centrumet": "ärendetråd Palliativt centrum",
    "hjalpmedlen": "ärendetråd Hjälpmedel",
    "livräddare": "ärendetråd Nätverk för HLR och sms-livräddare",
    "hälsointygg": "ärendetråd Hälsointyg inför praktik",
    "Dencker": "person Camilla Denker",
    "Växjö": "organisation Växjö kommun",
    "möte 4 april 2025": "möte 2025-04-04",
    "gymnasiedimensionering": "2023-11-06 §9",
    "beslut: flödesschema": "beslut LG 2023-11-06 §8",
}

"""A meeting's facts for quick capture, and what long texts are made of."""

import datetime as dt

from decisions.desk.capture import Facts, Seat

FACTS = Facts(
    date=dt.date(2024, 3, 8),
    body="Samrådsgruppen för parker",
    organizations=(
        Seat("Ekby kommun", "municipality", ("Ekby",)),
        Seat("Alnäs kommun", "municipality", ("Alnäs", "Alnäs kommun")),
        Seat("Region Lunden", "region", ("Region Lunden", "RL")),
        Seat("Stiftelsen Lind", "other", ("Lind",)),
    ),
    people=("Anna Ek", "Bo Alm", "Siv Lund"),
)

SHAPES = [
    "Beslut: a. ",
    "Åtgärd: b (Ekby, 9 maj)\n",
    "Beslut:\n- a\n",
    "(",
    "”",
    " ",
    "\n\na",
    "Tas upp 9 maj. ",
    "Svar -  ",
]

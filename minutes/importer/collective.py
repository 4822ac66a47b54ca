"""Words by which minutes mean all of the group's organisations of a kind, as `likeness.key` has them."""

MUNICIPALITIES = {
    "respektive kommun", "respektive kommuner", "varje kommun", "kommunerna", "alla kommuner",
    "alla kommunerna", "samtliga kommuner", "lanets kommuner", "medlemskommunerna",
}  # fmt: skip
REGIONS = {"regionen", "regionerna", "respektive region"}
ALL = {
    "huvudmannen", "respektive huvudman", "varje huvudman", "alla huvudman", "samtliga huvudman",
    "respektive organisation", "varje organisation", "alla organisationer", "samtliga organisationer",
    "organisationerna", "samtliga parter",
}  # fmt: skip
COLLECTIVES = MUNICIPALITIES | REGIONS | ALL
_KINDS = ("municipality", "region", "other")


def kinds_meant(words: str) -> frozenset[str]:
    """Return the kinds of organisation that the words mean all of, or nothing when they name just one."""
    if words in ALL:
        return frozenset(_KINDS)
    found = {"municipality": words in MUNICIPALITIES, "region": words in REGIONS}
    return frozenset(kind for kind, is_meant in found.items() if is_meant)

"""Å, Ä and Ö sort last, on every database and under every collation."""

from django.db import models
from django.db.models import Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Lower, Replace

# "z" becomes "za" so that "zb", "zc" and "zd" are free for å, ä and ö: plain a–z sorts alike everywhere.
# A blank or a hyphen becomes "0", since some collations pass over them.
_STEPS = [
    ("z", "za"), ("Z", "za"),
    ("å", "zb"), ("Å", "zb"), ("ä", "zc"), ("Ä", "zc"), ("æ", "zc"), ("Æ", "zc"),
    ("ö", "zd"), ("Ö", "zd"), ("ø", "zd"), ("Ø", "zd"),
    ("é", "e"), ("É", "e"), ("è", "e"), ("ü", "y"), ("Ü", "y"),
    (" ", "0"), ("-", "0"),
]  # fmt: skip


def swedish_sort_key(field: str, max_length: int) -> "models.GeneratedField":
    """Return a column, kept by the database, by which `field` sorts in Swedish order."""
    expression: Combinable = models.F(field)
    for letter, key in _STEPS:
        expression = Replace(expression, Value(letter), Value(key))
    return models.GeneratedField(
        expression=Lower(expression),
        output_field=models.CharField(max_length=2 * max_length),
        db_persist=True,
        verbose_name="sorteringsnyckel",
    )

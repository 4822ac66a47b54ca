"""What became of two rows that were the same person."""

from django.db import models

from participants.models.registry import Person, User


class PersonMerge(models.Model):
    """Two rows that were the same person: which one stayed, and what was moved to it."""

    kept = models.ForeignKey(Person, models.PROTECT, related_name="merges", verbose_name="personen")
    merged_name = models.CharField("slogs ihop med", max_length=200)
    merged_pk = models.PositiveBigIntegerField("dess nyckel")
    # Model and column -> keys of the rows that were moved.
    moved = models.JSONField("flyttat", default=dict)
    by = models.ForeignKey(User, models.PROTECT, related_name="merges", verbose_name="av")
    at = models.DateTimeField("när", auto_now_add=True)

    class Meta:
        verbose_name = "sammanslagning av personer"
        verbose_name_plural = "sammanslagningar av personer"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.merged_name} → {self.kept}"

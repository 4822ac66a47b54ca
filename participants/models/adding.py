"""What the admin's pages have added: a page that is sent twice adds once."""

from django.db import models

from participants.models.registry import User


class Adding(models.Model):
    """One page that added a row, by the key that the page was drawn with."""

    key = models.UUIDField("nyckel", primary_key=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="addings", verbose_name="konto")
    model = models.CharField("slag", max_length=100)
    made = models.CharField("raden", max_length=64)
    at = models.DateTimeField("när", auto_now_add=True)

    class Meta:
        verbose_name = "tillagt"
        verbose_name_plural = "tillagda"
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.model} {self.made}"

"""Member files sent to the pages, and what the answers say."""

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from participants.models import Membership

IMPORT, SAVE, EXPORT = (
    reverse(f"admin:participants_membership_{name}") for name in ("import", "import_save", "export")
)
HEAD = "Namn;E-post;Organisation;Grupp;Roll;Befattning;Från och med;Till och med\n"


def upload(client: Client, content: str | bytes, name: str = "medlemmar.csv") -> Any:
    data = content.encode() if isinstance(content, str) else content
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, data)})


def confirm(client: Client, page: Any, **answers: Any) -> Any:
    shown = page.context["shown"].initial
    return client.post(SAVE, {**shown, **{name.replace("_", "-"): value for name, value in answers.items()}})


def says(page: Any) -> list[str]:
    return [", ".join(line.says) for line in page.context["plan"].lines]


def faults(page: Any) -> list[tuple[int, str, str]]:
    found: list[tuple[int, str, str]] = page.context["plan"].faults
    return found


def workbook(rows: list[list[Any]]) -> bytes:
    book, stream = Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    book.save(stream)
    return stream.getvalue()


def members() -> set[tuple[Any, ...]]:
    rows = Membership.objects.filter(body__slug="sg").values_list(
        "person__name", "role", "on_behalf_of__short_name", "post", "start_date", "end_date"
    )
    return set(rows)

"""The kallelse as a PDF: the same text on the same day is the same bytes."""

import datetime as dt
from dataclasses import asdict

from django.utils import formats

from minutes.notice import NoticeText
from minutes.pdf import make_pdf


def notice_pdf(text: NoticeText, dated_on: dt.date) -> bytes:
    given = {
        **asdict(text),
        "date": text.date.isoformat(),
        "title": text.title,
        "has_presenters": text.has_presenters,
        "dated": dated_on.isoformat(),
        "dated_in_words": formats.date_format(dated_on, "j F Y"),
    }
    return make_pdf("notice.typ", given)

"""The pages of a PDF or a scan become text: reading order, agenda tables, one blank line at each gap."""

from minutes.importer.files.columns import Agenda, find_heading
from minutes.importer.files.furniture import strip
from minutes.importer.files.page import Line, Page, line_pitch, usual_size

_GAP = 1.3  # of the usual distance between lines: more than that parts two paragraphs


def lay_out(pages: list[Page]) -> tuple[str, list[str]]:
    pages, footers, notes = strip([page for page in pages if page])
    pitch = line_pitch(pages)
    out: list[str] = []
    agenda: Agenda | None = None
    size = usual_size(pages)
    stream = [
        (line, before, after)
        for page in pages
        for before, line, after in zip([None, *page], page, [*page[1:], None], strict=False)
    ]
    for at, (line, before, after) in enumerate(stream):
        if agenda and agenda.take(line):
            continue
        if agenda:
            out += ["", *agenda.lines(), ""]
            agenda = None
        if heading := find_heading(line):
            agenda = Agenda(heading, [later for later, _, _ in stream[at + 1 :]], pitch)
        else:
            if _parts(line, before, pitch * max(line.size / size, 1)):
                out.append("")
            out.append(line.printed((before, after)))
    if agenda:
        out += ["", *agenda.lines()]
    return "\n".join([*_once(out), *(["", *footers] if footers else [])]).strip("\n"), notes


def _parts(line: Line, before: Line | None, pitch: float) -> bool:
    if before is None:  # a new page: a sentence may go on, anything else begins anew
        return not line.text[0].islower()
    return line.base - before.base > _GAP * pitch


def _once(lines: list[str]) -> list[str]:
    return [line for at, line in enumerate(lines) if line or (at and lines[at - 1])]

"""The forms in which minutes print the heading of an item; whether a line is one, the order tells (items)."""

import re
from dataclasses import dataclass, field

from minutes.importer.dates import MONTHS
from minutes.importer.folding import fold
from minutes.importer.lines import SourceLine

MAX_TITLE = 250
# The words of the titles that nearly all minutes share, looked for in folded text.
USUAL_TITLE = re.compile(
    r"oppna|avsluta?|justera|justering|dagordning|foredragningslist|foregaende (?:\w+ )?(?:protokoll|mote)"
    r"|ovriga? (?:fragor|arenden)|ovrigt|nasta (?:mote|sammantrade)|sekreterare|ordforande|^val av|rapport"
    r"|ekonomi|upprop|rostlangd|behorig|utlys|motion|budget|verksamhet|skrivelse|^faststall|^godkann|meddelande"
    r"|^anmal|delegation|formalia|kallelse|narvar|ansvarsfrihet|adjung|bordlagg|^fraga om"
)

_SIGN = re.compile(
    r"(?:(?:[A-ZÅÄÖ]{2,6}|[A-ZÅÄÖ][a-z]{1,2}) )?"
    r"§\s*(\d{1,4}(?:[/:.-]\d{1,4})?\s?[a-z]?)(?![\w§])\s*[.:)–-]?\s*(.*)"
)
_SEVERAL = re.compile(r"§{1,2}\s*(\d{1,4}\s?[–-]\s?\d{1,4})[.:]?\s+([A-ZÅÄÖ].*)")
_DAMAGED = re.compile(r"§\s*([SIlOBZ])[.:]\s+(\S.*)")  # digits that OCR took for letters
_AS_DIGIT = {"S": "5", "I": "1", "l": "1", "O": "0", "B": "8", "Z": "2"}
_SIGN_AFTER_NUMBER = re.compile(r"(\d{1,4})\s*§\s*[.:–-]?\s*(.*)")
_SIGN_LAST = re.compile(r"(\S.{2,150}?)\s+(?:§\s*(\d{1,4}[a-z]?)[.:]?|\(§\s*(\d{1,4}[a-z]?)\))")
_WORD_BEFORE = (
    r"(?:(?:[A-Za-zåäö]*[Pp]unkt|PUNKT|[Ää]rende|ÄRENDE|[Nn]r|[Pp]kt|[Pp]aragraf|[Ff]råga)\.?\s+"
    r"(?:nr\.?\s+)?)?"
)
_DOTTED = re.compile(_WORD_BEFORE + r"(\d{1,3}(?:\s?[a-z])?)\s?(?:[.):]|\s[–-](?=\s))\s*(?![\d.])(\S.*)")
_PLAIN = re.compile(_WORD_BEFORE + r"(\d{1,3}[a-z]?)\s+(\S.*)")
_IN_BRACKETS = re.compile(r"^\((\d{1,3})\)\s*")
_ALONE = re.compile(r"(?:[Pp]unkt|PUNKT|[Ää]rende|ÄRENDE|Nr|NR)\s+(\d{1,3})[.:]?")
_SUB = re.compile(r"(?:§\s*)?(\d{1,3}(?:\.\d{1,2}){1,2}|\d{1,2}:\d)[.:)]?\s+(\S.*)")
_LOST = re.compile(r"[.,·]\s+(\S.*)")
_MONTH = re.compile(rf"(?:{'|'.join(month[:3] for month in MONTHS)})")
_NUMBER = r"(?:\d{1,4}[ ./-])?\d{2,4}[:/.-]\d{1,6}(?:[-/ .:]\d{1,6})*"
_REGISTER = (
    r"(?:[Dd]nr|DNR|[Dd]iarienr|[Dd]iarienummer|[Ää]rendenr|[Ää]rendenummer|[Dd]nr/beteckning|[Dd]iarie-?nummer)"
    r"[ .:]*"
)
_CODE = r"[A-ZÅÄÖ]{1,8}[a-zåäö]{0,3}(?:[ ./-][A-ZÅÄÖ]{1,5})?[ ./-]?"
_CASE = re.compile(rf"{_REGISTER}\S{{3,30}}|(?:{_REGISTER}(?:{_CODE})?|{_CODE}){_NUMBER}|\d{{3,6}}/\d{{2,4}}")
_CASE_FIRST = re.compile(rf"({_REGISTER}(?:{_CODE})?{_NUMBER})[ ,]+(?=[A-ZÅÄÖ])")
_CASE_LAST = re.compile(rf"[\s,(]+({_REGISTER}(?:{_CODE})?{_NUMBER}|[A-ZÅÄÖ]{{2,6}}[ /-]{_NUMBER})\)?$")
_LEADERS = re.compile(r"\s*(?:\.{3,}|(?:\. ){3,}|…)[.\s]*\d*$")


_LONG = re.compile(r"(?:§\s*)?(\d{1,4})\s?[.)]?\s+(?=[A-ZÅÄÖ])")
_SENTENCE = re.compile(r"(?<=[a-zåäö)])[.;]\s+(?=[A-ZÅÄÖ]|\d{2,3} \d)")
_TURN = re.compile(
    r"(?<=[a-zåäö])\s(?=Till [^.]{3,80}(?:valdes|utsågs|utses|väljs)\b|(?:Styrelsen|Mötet|Årsmötet|Stämman"
    r"|Nämnden|Rådet) (?:beslut|beslöt|godkän|välj|valde|konstatera|fastställ|ansåg|fann)|Det? beslut"
    r"|Beslut(?:ades|as)"
    r"|Beslöts|(?:Det|Den|De|Ordföranden?|Kassören|Sekreteraren|Sekreterare|Protokollet|Dagordningen) "
    r"(?:[\wåäö-]+ ){0,3}(?:\w+(?:ades|des|de)|läggs|godkänns|öppnar|hälsar|informerar"
    r"|rapporterar|redovisar)\b)"
)
# A word that says what was done: with it, even two words after the title are a sentence.
_TELLS = re.compile(
    r"\b(?:\w+(?:ades|des|tes|gs|ns|lls|nts)|öppna(?:de|r)|hälsa(?:de|r)|var|är|har|hade|finns|godkänd\w*|justerar"
    r"|informera(?:r|de)|rapportera(?:r|de)|redogör|redogjorde|redovisa(?:r|de)|beslut(?:ar|ade)|beslöt|väljs"
    r"|konstatera(?:r|de)|förklara(?:r|de)|utses|tacka(?:r|de)|avsluta(?:r|de)|går|gick|gav|ger|kommer|blev)\b"
)
_NOUN = re.compile(r"(?:\w+(?:ande|ende|ning|tion)|Val) (?:av|om|till|från)\b")
_COLON = re.compile(r"(?<=[\w)]):\s+(?=[A-ZÅÄÖ])")
_COMMA = re.compile(r"(?<=[a-zåäö]),\s+(?=[A-ZÅÄÖ][a-zåäö.]+\s)")
_HOUR = re.compile(r"\s+(?:kl(?:ockan)?\.?\s*)?\d{1,2}[.:]\d\d$")
_INGET = re.compile(r"(?:Inget|Inga|Ingen|Utgår|Godkändes|Godkänns)\b.{0,40}")
_SHORTEST_REST = 12
_LONG_LINE = 150
_LONGEST = 20_000


@dataclass(slots=True)
class Heading:
    line: SourceLine
    style: str  # sign, sign_last, heading, dotted, plain, sub, lost, bare, or of other_forms
    number: str
    title: str
    inferred: bool = False
    at: int = 0  # index of its line among all lines
    rest: str = ""  # what the line goes on to say after the title
    more: list[SourceLine] = field(default_factory=list)  # further lines of the title
    case: list[tuple[SourceLine, str]] = field(default_factory=list)  # diary numbers beside the title

    @property
    def value(self) -> int:
        """The number to count by: 14 of "14/23" and of "2023-14"."""
        parts = re.findall(r"\d+", self.number)
        if len(parts) > 1 and len(parts[0]) == 4 and self.style != "sub":
            return int(parts[1])
        return int(parts[0]) if parts else 0

    def part(self, title: str, rest: str) -> None:
        """Keep the title alone; what stood after it goes before what was parted from it already."""
        self.title, self.rest = title, f"{rest} {self.rest}".strip()

    @property
    def end(self) -> int:
        """The last number that it covers: 7 of "5–7"."""
        several = re.fullmatch(r"\d+[–-](\d+)", self.number)
        return int(several[1]) if several and self.style == "sign" else self.value


def placed(heading: Heading | None, at: int) -> Heading | None:
    """Return the heading, if there is one, with the index of its line."""
    if heading:
        heading.at = at
    return heading


def find_heading(line: SourceLine) -> Heading | None:
    """Return the line as a heading if it has the form of one."""
    if line.bullet or len(line.text) > _LONGEST:
        return None
    if len(line.text) > MAX_TITLE:
        return _long(line)
    if line.text[0] == "$" and line.text[1:3].strip()[:1].isdigit():  # OCR
        line = line._replace(text="§" + line.text[1:])
    heading = _by_sign(line) if "§" in line.text and not line.text.endswith("§§") else None
    heading = heading or _by_number(line) or (_long(line) if len(line.text) > _LONG_LINE else None)
    if heading:
        _take_case(heading)
        part_rest(heading)
    return heading


def _long(line: SourceLine) -> Heading | None:
    """Return the heading of a line that holds the whole item: "8. Budget. Kassören redogjorde …"."""
    match = _LONG.match(line.text)
    end = _SENTENCE.search(line.text, 0, MAX_TITLE)
    if match is None or end is None or end.start() <= match.end(1) + 2:
        return None
    style = "sign" if "§" in match[0] else "dotted"
    return Heading(
        line, style, match[1], line.text[match.end() : end.start() + 1], rest=line.text[end.end() :]
    )


def part_rest(heading: Heading, wraps: bool = False) -> None:
    """Part a title from the sentence that stands after it on the line, and may go on below it."""
    title = heading.title
    if heading.style in {"heading", "bare", "sub"} or len(title) < _SHORTEST_REST:
        return
    colon = _after_colon(title)
    end = colon or _end_of_sentence(title, wraps) or _TURN.search(title)
    if end and (colon or wraps or len(title[end.end() :].split()) > 3 or _TELLS.search(title, end.end())):
        heading.part(title[: end.start() + 1].strip(" :;"), title[end.end() :])
    elif hour := _HOUR.search(title):
        heading.part(title[: hour.start()], title[hour.start() :].strip())
    elif (comma := _COMMA.search(title)) and _TELLS.search(title, comma.end()):
        heading.part(title[: comma.start()], title[comma.end() :])
    elif (nothing := _COLON.search(title)) and _INGET.fullmatch(title[nothing.end() :]):
        heading.part(title[: nothing.start()], title[nothing.end() :])


def _end_of_sentence(title: str, wraps: bool) -> re.Match[str] | None:
    """Find where a title ends and a sentence begins; "Bokslutet. Beviljande av ansvarsfrihet" goes on."""
    end = _SENTENCE.search(title)
    if end is None or _NOUN.match(title, end.end()):
        return None
    return end if wraps or title[-1] == "." or _TELLS.search(title, end.end()) else None


def _after_colon(title: str) -> re.Match[str] | None:
    """Find where "Ekonomi: Bo redovisade läget." goes from the title to what was said."""
    match = _COLON.search(title, 3, 70)
    if match is None or "." in title[: match.start()]:
        return None
    return match if title[-1] == "." or _TELLS.search(title, match.end()) else None


def _by_sign(line: SourceLine) -> Heading | None:
    text = line.text
    if match := _SUB.fullmatch(text):
        return Heading(line, "sub", match[1], match[2])
    if several := _SEVERAL.fullmatch(text):
        return Heading(line, "sign", several[1].replace(" ", ""), several[2])
    if damaged := _DAMAGED.fullmatch(text):
        return Heading(line, "sign", _AS_DIGIT[damaged[1]], damaged[2])
    if match := _SIGN.fullmatch(text) or _SIGN_AFTER_NUMBER.fullmatch(text):
        return None if match[2][:1].islower() else Heading(line, "sign", match[1], match[2])
    last = _SIGN_LAST.fullmatch(text)
    if last and text[-1] != "." and not last[1].endswith((",", ";", "(", ":")) and last[1][0].isupper():
        return Heading(line, "sign_last", last[2] or last[3], last[1])
    return None


def _by_number(line: SourceLine) -> Heading | None:
    text = _IN_BRACKETS.sub(r"\1) ", line.text) if line.text[0] == "(" else line.text
    sub, dotted = _SUB.fullmatch(text), _DOTTED.fullmatch(text)
    if line.level:
        plain = sub or dotted or _PLAIN.fullmatch(text)
        if plain and not is_title(plain[2]):
            plain = None
        return Heading(line, "heading", *((plain[1], plain[2]) if plain else ("", text)))
    if sub and is_title(sub[2]) and text[-1] not in ".,;:" and not _CASE.fullmatch(text):
        return Heading(line, "sub", sub[1], sub[2])
    if dotted and is_title(dotted[2]):
        return Heading(line, "dotted", dotted[1], dotted[2])
    if alone := _ALONE.fullmatch(text):
        return Heading(line, "sign" if text[0] in "Nn" else "dotted", alone[1], "")
    plain = _PLAIN.fullmatch(text)
    if plain and is_title(plain[2]) and (text[-1] not in ".,;" or (line.gap and len(text) < 80)):
        return Heading(line, "plain", plain[1], plain[2])
    if (lost := _LOST.fullmatch(text)) and is_title(lost[1]):
        return Heading(line, "lost", "", lost[1])
    return None


def is_title(text: str) -> bool:
    first = text.lstrip("\"'”“*")[:1]
    if not (first.isupper() or first == "6") or len(text) > 200:
        return False  # OCR writes Ö as 6
    return not (_MONTH.match(fold(text)) and text.split()[0].rstrip(".,").lower() in MONTHS)


def is_case(text: str) -> bool:
    """Tell whether the line is only a diary number: "Dnr KS 2024/31"."""
    return len(text) < 50 and bool(_CASE.fullmatch(text))


def _take_case(heading: Heading) -> None:
    """Part the title from a diary number beside it, and from the dots of a table of contents."""
    title = heading.title
    if "..." in title or "…" in title or ". . ." in title:
        title = _LEADERS.sub("", title)
    if is_case(title):
        heading.case.append((heading.line, title))
        title = ""
    elif first := _CASE_FIRST.match(title):
        heading.case.append((heading.line, first[1]))
        title = title[first.end() :]
    elif (last := _CASE_LAST.search(title, max(0, len(title) - 60))) and last.start() > 3:
        heading.case.append((heading.line, last[1]))
        title = title[: last.start()].rstrip(" ,")
    heading.title = title

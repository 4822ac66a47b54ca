"""A zip container, looked at before anything in it is unpacked, and its XML without entities."""

import posixpath
import zipfile
import zlib
from io import BytesIO
from lzma import LZMAError
from typing import Any

from lxml import etree

from minutes.importer.files.document import Limits, Refused

Element = Any  # lxml ships no types

_SAVE_AGAIN = "öppna den i Word eller LibreOffice och spara som ny .docx eller PDF"
DAMAGED = f"är skadad eller ofullständig; {_SAVE_AGAIN}."
_ENTITIES = f"innehåller XML-entiteter, som kan vara skadliga, och läses inte; {_SAVE_AGAIN}."
PASSWORD = "är skyddad med lösenord; ta bort lösenordet och spara den på nytt."
_BROKEN = (zipfile.BadZipFile, zlib.error, LZMAError, EOFError, ValueError, RuntimeError, OSError)
_CENTRAL = b"PK\x01\x02"
_STRICT = b"http://purl.oclc.org/ooxml/"
_TRANSITIONAL = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": (
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    ),
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
}


class Package:
    def __init__(self, data: bytes, limits: Limits) -> None:
        # Counted in the bytes, since the list of members is built as soon as the container is opened.
        if data.count(_CENTRAL) > limits.members:
            raise Refused(f"är ett zip-paket med fler än {limits.members} delar; {_SAVE_AGAIN}.")
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except _BROKEN as error:
            raise Refused(DAMAGED) from error
        members = self._zip.infolist()
        if any(member.flag_bits & 1 for member in members):
            raise Refused(PASSWORD)
        unpacked = sum(member.file_size for member in members)
        packed = sum(member.compress_size for member in members)
        if unpacked > limits.unpacked_bytes or unpacked > max(limits.ratio * packed, 10_000_000):
            raise Refused(
                f"skulle bli {max(unpacked // 1_000_000, 1)} MB uppackad, vilket är för mycket; "
                "ta bort bilder eller dela dokumentet."
            )
        self.names = {member.filename for member in members}

    def read(self, name: str) -> bytes:
        try:
            return self._zip.read(name)
        except (*_BROKEN, KeyError) as error:
            raise Refused(DAMAGED) from error

    def xml(self, name: str) -> Element:
        """Return the root of a member; a document type is refused, since only attacks have one."""
        data = self.read(name)
        if _STRICT in data:
            for strict, transitional in _TRANSITIONAL.items():
                data = data.replace(strict, transitional)
        parser = etree.XMLParser(
            resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True, remove_pis=True
        )
        try:
            root = etree.fromstring(data, parser)
        except etree.XMLSyntaxError as error:
            raise Refused(_ENTITIES if b"<!DOCTYPE" in data else DAMAGED) from error
        if root.getroottree().docinfo.doctype:
            raise Refused(_ENTITIES)
        return root

    def related(self, part: str = "") -> dict[str, list[str]]:
        """Return the members that a part refers to, by the last word of the relationship's type."""
        folder, name = posixpath.split(part)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        found: dict[str, list[str]] = {}
        if relations not in self.names:
            return found
        for relation in self.xml(relations):
            if relation.get("TargetMode") == "External":
                continue
            kind = (relation.get("Type") or "").rsplit("/", 1)[-1]
            target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target") or "")).lstrip("/")
            if target in self.names:
                found.setdefault(kind, []).append(target)
        return found

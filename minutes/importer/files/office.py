"""A zip container that may be a Word document or an OpenDocument text."""

from minutes.importer.files.document import Document, Limits, Refused
from minutes.importer.files.opendocument import OpenDocumentReader
from minutes.importer.files.package import PASSWORD, Package
from minutes.importer.files.word import WordReader

_ODT = b"application/vnd.oasis.opendocument.text"
_ZIP = "är ett zip-arkiv och inget dokument; packa upp det och ladda upp dokumenten ett och ett."
_OTHER = "är inget textdokument utan {}; spara det som PDF eller kopiera in texten i ett Word-dokument."
_PICTURES = "innehåller bilder men ingen text; spara den som PDF, så tolkas bilderna."
_OTHERS = {"xl": "ett Excel-ark", "ppt": "en presentation", "visio": "en teckning"}


def read(data: bytes, limits: Limits, tesseract: str) -> Document:
    package = Package(data, limits)
    if "mimetype" in package.names and "content.xml" in package.names:
        if not package.read("mimetype").startswith(_ODT):
            raise Refused(_OTHER.format("ett kalkylark, en presentation eller en bild i OpenDocument-format"))
        manifest = "META-INF/manifest.xml"
        if manifest in package.names and b"encryption-data" in package.read(manifest):
            raise Refused(PASSWORD)
        text, notes = OpenDocumentReader(package).read()
        return Document(text, "odt", tuple(notes))
    main = next(iter(package.related().get("officeDocument", [])), "")
    folder = main.split("/")[0]
    if folder in _OTHERS:
        raise Refused(_OTHER.format(_OTHERS[folder]))
    if not main.endswith(".xml"):
        raise Refused(_ZIP)
    text, notes = WordReader(package, main).read()
    if not text.strip() and any(name.startswith("word/media/") for name in package.names):
        raise Refused(_PICTURES)
    return Document(text, "docx", tuple(notes))

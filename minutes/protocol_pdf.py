"""The protocol as a PDF, with the canonical text that was approved attached as JSON."""

from minutes.pdf import make_pdf
from minutes.protocol_facts import ProtocolFacts
from minutes.protocol_words import protocol_words


def protocol_pdf(content: bytes, facts: ProtocolFacts) -> bytes:
    """Return the PDF of a revision's canonical bytes; the same bytes and facts are the same PDF."""
    return make_pdf("protocol.typ", protocol_words(content, facts), content=content.decode())

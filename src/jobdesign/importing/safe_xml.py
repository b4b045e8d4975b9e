"""XML from strangers, parsed as a stream by a parser that knows no entities.

A document type declaration is where XML keeps entities, internal ones that expand
without end and external ones that open files. Neither logs nor workbooks need one, so
a file with one is refused there and then, before anything could expand.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.parsers import expat

from jobdesign.errors import InputError

__all__ = ["feed_safely"]

#: Bytes; longer than any tag with its attributes.
_LONGEST_TAG = 1 << 20


def feed_safely(parser: expat.XMLParserType, pieces: Iterable[bytes]) -> None:
    """Parse XML that declares no document type.

    Raises
    ------
    InputError
        Where it declares one, holds a value without end, or is not XML.
    """
    parser.StartDoctypeDeclHandler = _refuse
    read = 0
    try:
        for piece in pieces:
            parser.Parse(piece, False)
            read += len(piece)
            # an unfinished tag is read anew with each piece: quadratic in its length
            if read - parser.CurrentByteIndex > _LONGEST_TAG:
                raise InputError("has a tag of more than a million characters")
        parser.Parse(b"", True)
    except InputError:
        raise
    except expat.ExpatError as error:
        raise InputError(f"is not XML: {error}", fix="export it again") from None
    except (LookupError, ValueError) as error:  # an encoding that nobody knows
        raise InputError(f"is not XML: {error}", fix="save it as UTF-8") from None


def _refuse(*_: object) -> None:
    raise InputError(
        "declares a document type (<!DOCTYPE ...>), where entities hide",
        fix="remove the declaration",
    )

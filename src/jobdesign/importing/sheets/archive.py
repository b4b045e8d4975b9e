"""What a spreadsheet file is, by its first bytes; and archives that are safe to open."""

from __future__ import annotations

import errno
import re
import zipfile
import zlib
from pathlib import Path
from xml.parsers import expat

from jobdesign.errors import InputError
from jobdesign.importing.safe_xml import feed_safely

__all__ = ["MOST_CELLS", "check_archive", "is_workbook", "refuse_other_kinds"]

#: Rows times columns of a sheet, empty ones too.
MOST_CELLS = 1_000_000
#: Unpacked bytes of a workbook of steps, far more than one has.
_MOST_BYTES = 64 << 20
_CHUNK = 1 << 16
_RANGE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,9}):\$?([A-Za-z]{1,3})\$?(\d{1,9})", re.ASCII)
_AGAIN = "open it in a spreadsheet program and save it as .xlsx (Excel Workbook)"
#: First bytes of what people take for a workbook or for CSV.
_OLE, _ZIP = b"\xd0\xcf\x11\xe0", b"PK"
_OLD = (b"\x09\x08\x10\x00", b"\x09\x04\x06\x00", b"\x09\x02\x06\x00", b"\x09\x00\x04\x00")
#: Members that tell packed formats apart, and what those are called.
_PACKED = (
    ("xl/workbook.bin", "is a binary workbook (.xlsb)"),
    ("Index/Document.iwa", "is a file of Apple Numbers"),
    ("Index.zip", "is a file of Apple Numbers"),
    ("content.xml", "is an OpenDocument file (.ods)"),
    ("word/document.xml", "is a document of Word"),
    ("ppt/presentation.xml", "is a presentation"),
)


def is_workbook(path: Path) -> bool:
    """Whether a file is to be read as a workbook: by its first bytes, then by its ending."""
    return _beginning(path, 2) == _ZIP or path.suffix.lower() in (".xlsx", ".xlsm")


def refuse_other_kinds(path: Path) -> None:
    """Refuse what is neither XLSX nor text, and say what it is.

    Raises
    ------
    InputError
        Naming what it is, and how it can be read.
    """
    head = _beginning(path, 4096)
    if head.startswith(_OLE):
        raise InputError(_old_kind(path), fix=f"{_AGAIN}, without a password")
    if head.startswith(_OLD):
        raise InputError("is a workbook of an old Excel (.xls)", fix=_AGAIN)
    if head.startswith(b"%PDF"):
        raise InputError("is a PDF", fix="take the spreadsheet it was printed from")
    if head.startswith((b"PAR1", b"SQLite format 3")):
        raise InputError("is a table of numbers for programs", fix="write it as CSV")
    text = head.decode("utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "latin-1", "ignore")
    text = text.lower().lstrip("\ufeff\xef\xbb\xbf \t\r\n")
    if "urn:schemas-microsoft-com:office:spreadsheet" in text:
        raise InputError("is an XML spreadsheet of Excel 2003", fix=_AGAIN)
    if text.startswith(("<!doctype html", "<html", "<table", "<meta", "<style", "<div", "<head")):
        raise InputError("is a web page (HTML), whatever its name says", fix=_AGAIN)
    if text.startswith("<?xml"):
        raise InputError("is XML, not a spreadsheet", fix=_AGAIN)


def check_archive(path: Path) -> None:
    """Refuse what is no workbook in XLSX, unpacks without end, or declares entities.

    Raises
    ------
    InputError
        Naming what is wrong.
    """
    refuse_other_kinds(path)
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _refuse_other_archives([member.filename for member in members])
            if sum(member.file_size for member in members) > _MOST_BYTES:
                raise InputError(
                    f"unpacks to more than {_MOST_BYTES >> 20} MiB",
                    fix="keep the steps in a workbook of their own",
                )
            for member in members:
                if member.filename.endswith((".xml", ".rels", ".vml")):
                    with archive.open(member) as file:
                        pieces = iter(lambda file=file: file.read(_CHUNK), b"")  # type: ignore[misc]
                        parser = expat.ParserCreate()
                        parser.StartElementHandler = _refuse_what_misleads
                        feed_safely(parser, pieces)
    except FileNotFoundError:
        raise InputError("no such file", fix="check the path") from None
    except IsADirectoryError:
        raise InputError("is a folder", fix="name a file in it") from None
    except _BROKEN:
        raise InputError("is not XLSX", fix="save it again as .xlsx") from None
    except OSError as error:
        if error.errno == errno.EINVAL:  # a damaged index points before the beginning
            raise InputError("is not XLSX", fix="save it again as .xlsx") from None
        raise InputError(f"cannot be read: {error.strerror}") from None


#: What reading a damaged archive raises.
_BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError,
    UnicodeDecodeError,
)  # fmt: skip


def _beginning(path: Path, length: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(length)
    except FileNotFoundError:
        raise InputError("no such file", fix="check the path") from None
    except IsADirectoryError:
        raise InputError("is a folder", fix="name a file in it") from None
    except (OSError, ValueError) as error:
        raise InputError(f"cannot be read: {error}") from None


def _old_kind(path: Path) -> str:
    """Tell what stands in the container that both old and locked workbooks come in."""
    with path.open("rb") as file:
        content = file.read(_MOST_BYTES)
    if "EncryptedPackage".encode("utf-16-le") in content:
        return "is locked with a password"
    if "Workbook".encode("utf-16-le") in content or "Book".encode("utf-16-le") in content:
        return "is a workbook of an old Excel (.xls)"
    return "is locked with a password, or is a workbook of an old Excel (.xls)"


def _refuse_other_archives(names: list[str]) -> None:
    for member, what in _PACKED:
        if member in names:
            raise InputError(what, fix=_AGAIN)
    if any(name.endswith(".iwa") for name in names):
        raise InputError("is a file of Apple Numbers", fix=_AGAIN)
    if len(names) == 1 and names[0].lower().endswith((".csv", ".tsv", ".xlsx", ".xls")):
        raise InputError(
            "is a packed file (ZIP), not a workbook", fix=f"unpack it: it holds {names[0]}"
        )


def _refuse_what_misleads(tag: str, attributes: dict[str, str]) -> None:
    """Refuse a form that the library reads as empty, and merging whole sheets cell by cell."""
    if any(value.startswith("http://purl.oclc.org/ooxml/s") for value in attributes.values()):
        raise InputError(
            "is a Strict Open XML Spreadsheet",
            fix="save it as Excel Workbook (.xlsx), which stands beside it in the list",
        )
    if tag.rpartition(":")[2] != "mergeCell":
        return
    ref = attributes.get("ref", "")
    corners = _RANGE.fullmatch(ref)
    if corners is None:
        return  # for the library to judge
    left, top, right, bottom = corners.groups()
    area = (_column(right) - _column(left) + 1) * (int(bottom) - int(top) + 1)
    if area > MOST_CELLS:
        raise InputError("are merged cells", place=ref, fix="unmerge them")


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = 26 * number + ord(letter) - ord("A") + 1
    return number

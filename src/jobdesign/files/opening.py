"""Files from elsewhere, packed or not, read in pieces and never without end.

What a file is, is told from its first bytes: browsers unpack what they download and keep
the name, and people rename. The name's ending matters where the bytes are plain text.
"""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import IO, Any, Literal

from jobdesign.errors import InputError

__all__ = ["Content", "chunks", "content_of", "lines", "packing_remark", "plain_ending"]

#: What a file holds once it is unpacked.
Content = Literal["text", "xml", "workbook"]

#: More, unpacked, than any log that fits into memory: ends a bomb of zeros.
_MOST_BYTES = 2 << 30
#: Longer than any line of a table.
_LONGEST_LINE = 1 << 20
_CHUNK = 1 << 16
_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_XML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|!--|!DOCTYPE|log\b|WorkflowLog\b|html\b|table\b)",
    re.IGNORECASE,
)
#: What the first bytes of files say that are neither text nor read: what it is, what helps.
_STRANGERS = (
    (b"BZh", "is packed with bzip2", "unpack it, or pack it with gzip"),
    (b"\xfd7zXZ", "is packed with xz", "unpack it, or pack it with gzip"),
    (b"\x28\xb5\x2f\xfd", "is packed with zstd", "unpack it, or pack it with gzip"),
    (b"7z\xbc\xaf", "is packed with 7-Zip", "unpack it, or pack it as .zip"),
    (b"PAR1", "is Parquet", "write it as CSV (pandas: to_csv)"),
    (b"SQLite format", "is a database", "write the table as CSV"),
    (b"%PDF", "is a PDF", "export the table as CSV"),
    (
        b"\xd0\xcf\x11\xe0",
        "is an old Excel file (.xls), or a workbook with a password",
        "remove the password, and save it as Excel Workbook (.xlsx) or CSV",
    ),
)  # fmt: skip


def plain_ending(path: PurePath) -> str:
    """Return the ending of a name in small letters, without that of a packed file.

    Examples
    --------
    >>> plain_ending(PurePath("Loans.CSV.gz")), plain_ending(PurePath("loans.xes"))
    ('.csv', '.xes')
    """
    name = path.name.lower()
    return PurePath(name.removesuffix(".gz").removesuffix(".zip")).suffix


def content_of(path: Path) -> Content:
    """Say what a file holds, by its first bytes.

    Raises
    ------
    InputError
        Where it cannot be read, or is of a kind that nobody here reads.
    """
    if _is_workbook(path):
        return "workbook"
    with _opened(path) as file:
        return "xml" if _XML.match(file.peek(200)) else "text"


def packing_remark(path: Path) -> str:
    """Say where the name of a file and its packing differ; empty where they agree."""
    with _named(path), open(path, "rb") as file:
        magic = file.peek(4)[:4]
    ending = path.suffix.lower()
    if magic.startswith(_GZIP) and ending != ".gz":
        return "the file is packed with gzip, though its name does not say so: unpacked"
    if magic == _ZIP and ending != ".zip":
        return "the file is packed with zip, though its name does not say so: unpacked"
    if ending in (".gz", ".zip") and not magic.startswith((_GZIP, _ZIP)):
        return f"the file is not packed, though its name ends in {ending}: read as it stands"
    return ""


def chunks(path: Path) -> Iterator[bytes]:
    """Yield the bytes of a file, unpacked where it is packed with gzip or zip.

    Raises
    ------
    InputError
        Where it cannot be read, or is larger than anything that is meant.
    """
    total = 0
    with _opened(path) as file:
        while chunk := file.read(_CHUNK):
            total += len(chunk)
            if total > _MOST_BYTES:
                raise _too_large(path)
            yield chunk


def lines(path: Path, encoding: str | None = None) -> Iterator[str]:
    """Yield the lines of a text file with their ends, unpacked where it is packed.

    Parameters
    ----------
    path
        The file.
    encoding
        By default UTF-8; either way UTF-16 where the file begins with its mark.

    Raises
    ------
    InputError
        Where it cannot be read, is no text, or is larger than anything that is meant.
    """
    total = number = 0
    with _opened(path, encoding) as file:
        text = io.TextIOWrapper(file, encoding=_encoding(file, encoding), newline="")
        while line := text.readline(_LONGEST_LINE):
            total += len(line)
            number += 1
            if len(line) == _LONGEST_LINE:
                raise InputError(
                    "has a line of more than a million characters",
                    place=f"line {number}",
                    source=str(path),
                )
            if total > _MOST_BYTES:
                raise _too_large(path)
            yield line


def _encoding(file: Any, encoding: str | None) -> str:
    if file.peek(2)[:2] in _MARKS:
        return "utf-16"
    return "utf-8-sig" if encoding is None or _is_utf8(encoding) else encoding


def _is_utf8(encoding: str) -> bool:
    return encoding.lower().replace("_", "-") in ("utf-8", "utf8")


@contextmanager
def _named(path: Path, encoding: str | None = None) -> Iterator[None]:
    """Say in one line what is wrong with a file."""
    source = str(path)
    try:
        yield
    except FileNotFoundError:
        raise InputError("no such file", source=source, fix="check the path") from None
    except IsADirectoryError:
        raise InputError("is a folder", source=source, fix="name a file in it") from None
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise _broken(path, "gzip") from None
    except (zipfile.BadZipFile, NotImplementedError):
        raise _broken(path, "zip") from None
    except UnicodeDecodeError as error:
        raise InputError(
            f"is not {(encoding or 'utf-8').upper()} text ({error.reason})",
            source=source,
            fix="save it as UTF-8, or say how letters are encoded (--encoding cp1252)"
            if encoding is not None
            else "save it as UTF-8",
        ) from None
    except LookupError:
        raise InputError(
            "is no encoding of text", place="encoding", value=encoding, fix="write cp1252, say"
        ) from None
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise error.from_source(source) from None
        raise InputError(f"cannot be read: {error}", source=source) from None


@contextmanager
def _opened(path: Path, encoding: str | None = None) -> Iterator[Any]:
    with _named(path, encoding), open(path, "rb") as file:
        magic = file.peek(16)[:16]
        if magic.startswith(_GZIP):
            with gzip.GzipFile(fileobj=file) as unpacked:
                _refuse_strangers(unpacked.peek(16)[:16])
                yield unpacked
        elif magic.startswith(_ZIP):
            with zipfile.ZipFile(file) as archive, _only_member(archive) as unpacked:
                _refuse_strangers(unpacked.peek(16)[:16])
                yield unpacked
        else:
            _refuse_strangers(magic)
            ending = path.suffix.lower()
            if ending in (".gz", ".zip") and not _is_text(file.peek(512)[:512]):
                raise _broken(path, "gzip" if ending == ".gz" else "zip")
            yield file


def _only_member(archive: zipfile.ZipFile) -> Any:
    """Open the one file in an archive; what systems add beside it is passed over."""
    names = [
        member
        for member in archive.infolist()
        if not member.is_dir()
        and not member.filename.startswith("__MACOSX/")
        and not PurePath(member.filename).name.startswith(".")
    ]
    if len(names) != 1:
        found = ", ".join(member.filename[:40] for member in names[:3]) or "nothing"
        raise InputError(
            f"is an archive of {len(names)} files ({found}{', ...' if len(names) > 3 else ''})",
            fix="unpack it and name the file that is meant",
        )
    if names[0].flag_bits & 1:
        raise InputError("is an archive with a password", fix="unpack it")
    member: IO[bytes] = archive.open(names[0])
    return member


def _is_workbook(path: Path) -> bool:
    """Whether a file is an archive with the parts of a workbook."""
    with _named(path), open(path, "rb") as file:
        if file.peek(4)[:4] != _ZIP:
            return False
        try:
            with zipfile.ZipFile(file) as archive:
                return "[Content_Types].xml" in archive.namelist()
        except zipfile.BadZipFile:
            return path.suffix.lower() != ".zip"


def _refuse_strangers(magic: bytes) -> None:
    for beginning, rule, fix in _STRANGERS:
        if magic.startswith(beginning):
            raise InputError(rule, fix=fix)
    if magic.startswith((_GZIP, _ZIP)):
        raise InputError("is packed twice", fix="unpack it once")


def _is_text(beginning: bytes) -> bool:
    if beginning[:2] in _MARKS:
        return True
    return not any(byte < 32 and byte not in b"\t\n\r\f" for byte in beginning)


def _broken(path: Path, packing: str) -> InputError:
    return InputError(
        f"is no whole {packing} file", source=str(path), fix="download it again, or unpack it"
    )


def _too_large(path: Path) -> InputError:
    return InputError(
        f"holds more than {_MOST_BYTES >> 30} GiB", source=str(path), fix="cut it into smaller logs"
    )

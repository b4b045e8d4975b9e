"""Files from elsewhere, plain or gzipped, read in pieces and never without end."""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jobdesign.errors import InputError

__all__ = ["chunks", "is_separator_line", "lines"]

#: More, unpacked, than any log that fits into memory: ends a bomb of zeros.
_MOST_BYTES = 2 << 30
#: Longer than any line of a table.
_LONGEST_LINE = 1 << 20
_CHUNK = 1 << 16


def chunks(path: Path) -> Iterator[bytes]:
    """Yield the bytes of a file, unpacked where it ends in .gz.

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
    """Yield the lines of a text file with their ends, unpacked where it ends in .gz.

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
    total = 0
    with _opened(path, encoding) as file:
        text = io.TextIOWrapper(file, encoding=_encoding(file, encoding), newline="")
        while line := text.readline(_LONGEST_LINE):
            total += len(line)
            if len(line) == _LONGEST_LINE:
                raise InputError("has a line of more than a million characters", source=str(path))
            if total > _MOST_BYTES:
                raise _too_large(path)
            yield line


def is_separator_line(line: str) -> bool:
    r"""Whether a line says how columns are separated, as Excel writes it above the header.

    Examples
    --------
    >>> is_separator_line("sep=;\r\n"), is_separator_line("separation;time")
    (True, False)
    """
    text = line.strip().strip('"').lower()
    return text.startswith("sep=") and len(text) <= 5


def _encoding(file: Any, encoding: str | None) -> str:
    if file.peek(2)[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16"
    return "utf-8-sig" if encoding is None or _is_utf8(encoding) else encoding


def _is_utf8(encoding: str) -> bool:
    return encoding.lower().replace("_", "-") in ("utf-8", "utf8")


@contextmanager
def _opened(path: Path, encoding: str | None = None) -> Iterator[Any]:
    source = str(path)
    try:
        with gzip.open(path) if path.suffix.lower() == ".gz" else open(path, "rb") as file:
            yield file
    except FileNotFoundError:
        raise InputError("no such file", source=source, fix="check the path") from None
    except IsADirectoryError:
        raise InputError("is a folder", source=source, fix="name a file in it") from None
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise InputError(
            "is no whole gzip file", source=source, fix="download it again, or unpack it"
        ) from None
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
            raise
        raise InputError(f"cannot be read: {error}", source=source) from None


def _too_large(path: Path) -> InputError:
    return InputError(
        f"holds more than {_MOST_BYTES >> 30} GiB", source=str(path), fix="cut it into smaller logs"
    )

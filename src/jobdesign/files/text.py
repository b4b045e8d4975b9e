"""Text files, read with clear errors and replaced in one go."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from jobdesign.errors import InputError

__all__ = ["read_text", "write_text"]


def read_text(path: Path) -> str:
    """Read a UTF-8 file.

    Raises
    ------
    InputError
        Where there is no such file, it is a folder, or it is not UTF-8 text.
    """
    source = str(path)
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputError("no such file", source=source, fix="check the path") from None
    except IsADirectoryError:
        raise InputError("is a folder", source=source, fix="name a file in it") from None
    except UnicodeDecodeError as error:
        raise InputError(
            f"is not UTF-8 text (byte {error.start + 1})", source=source, fix="save it as UTF-8"
        ) from None
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", source=source) from None


def write_text(path: Path, text: str) -> None:
    """Write a UTF-8 file, whole or not at all.

    Raises
    ------
    InputError
        Where the file cannot be written.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                file.write(text)
            mask = os.umask(0)
            os.umask(mask)
            os.chmod(name, 0o666 & ~mask)
            os.replace(name, path)
        except BaseException:
            os.unlink(name)
            raise
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", source=str(path)) from None

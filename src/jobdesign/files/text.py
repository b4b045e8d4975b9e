"""Files, read with clear errors and replaced in one go."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

from jobdesign.checks import is_line
from jobdesign.errors import InputError

__all__ = ["check_file", "comment_lines", "read_text", "write_bytes", "write_text"]


def check_file(path: Path) -> None:
    """Refuse a path where there is no file.

    Raises
    ------
    InputError
        Where there is nothing, or a folder.
    """
    # of os.path, which does not fail where nothing can be called so
    if os.path.isdir(path):
        raise InputError("is a folder", source=str(path), fix="name a file in it")
    if not os.path.exists(path):
        raise InputError("no such file", source=str(path), fix="check the path")


def comment_lines(text: str) -> str:
    """Return a text as comment lines of TOML, and nothing for no text."""
    lines = ["".join(c if is_line(c) else " " for c in line) for line in text.splitlines()]
    return "".join(f"# {line}".rstrip() + "\n" for line in lines)


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
    except ValueError:
        raise InputError("no such file", source=source, fix="check the path") from None


def write_text(path: Path, text: str) -> None:
    """Write a UTF-8 file as `write_bytes` does.

    Raises
    ------
    InputError
        Where the file cannot be written.
    """
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file, whole or not at all.

    An existing file keeps its permissions, a link its target; what is no regular
    file (a pipe, a device) is written to as it is.

    Raises
    ------
    InputError
        Where the file cannot be written.
    """
    try:
        if path.is_dir():
            raise IsADirectoryError(21, "Is a directory")
        if path.exists() and not path.is_file():
            path.write_bytes(content)
            return
        path = Path(os.path.realpath(path))
        mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else None
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name[:99], suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            if mode is None:
                mask = os.umask(0)
                os.umask(mask)
                mode = 0o666 & ~mask
            os.chmod(name, mode)
            os.replace(name, path)
        except BaseException:
            os.unlink(name)
            raise
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", source=str(path)) from None
    except ValueError:  # a null character
        raise InputError("is no name of a file", source=str(path)) from None

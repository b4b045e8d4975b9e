"""What is said when the input is wrong: one line that names object, value, rule and fix."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

__all__ = ["InputError", "InputWarning", "MethodError", "did_you_mean", "shortened"]

#: Longest part of a message, in letters: what is refused may be a whole file.
_LONGEST_VALUE = 60
_LONGEST_PLACE = 160
_LONGEST_RULE = 400
_LONGEST_WARNING = 1000


def shortened(text: str, most: int) -> str:
    """Return a text as one line of at most so many letters, its middle left out where needed.

    Examples
    --------
    >>> shortened("a header of   very many columns", 20)
    'a header ... columns'
    """
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    end = (most - 5) // 2
    return f"{line[: most - 5 - end].rstrip()} ... {line[-end:].lstrip()}"


class _Nothing:
    """Stands for a value that is not part of the message, also after pickling."""


_NOTHING = _Nothing()


class InputError(ValueError):
    """Input that cannot be used.

    The message is one line, ``source: place = value: rule; fix``, and its parts
    stay available as attributes.

    Parameters
    ----------
    rule
        What must hold, e.g. ``"must be a finite number ≥ 0"``.
    place
        The object, e.g. ``'step "assess": manual_time'``.
    value
        The offending value; left out of the message when not given.
    fix
        What mends it.
    source
        The file or link it came from; added by the reader.

    Examples
    --------
    >>> from jobdesign import InputError
    >>> print(InputError("must be in (0, 1]", place="alpha", value=2, fix="write 0.5, say"))
    alpha = 2: must be in (0, 1]; write 0.5, say
    """

    def __init__(
        self,
        rule: str,
        *,
        place: str = "",
        value: Any = _NOTHING,
        fix: str = "",
        source: str = "",
    ) -> None:
        self.rule = rule
        self.place = place
        self.value = value
        self.fix = fix
        self.source = source
        super().__init__(rule)

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.__dict__.copy())

    def from_source(self, source: str) -> InputError:
        """Return the same error, naming the file or link it came from."""
        self.source = self.source or source
        return self

    def __str__(self) -> str:
        subject = shortened(self.place, _LONGEST_PLACE)
        if not isinstance(self.value, _Nothing):
            try:
                shown = repr(self.value)
            except ValueError:  # a whole number of more digits than Python writes
                shown = f"<{type(self.value).__name__}>"
            if len(shown) > _LONGEST_VALUE:
                shown = shown[: _LONGEST_VALUE - 3] + "..."
            subject = f"{subject} = {shown}" if subject else shown
        source = shortened(self.source, _LONGEST_PLACE)
        rule = shortened(self.rule, _LONGEST_RULE)
        line = ": ".join(part for part in (source, subject, rule) if part)
        if self.fix:
            line += f"; {shortened(self.fix, _LONGEST_RULE)}"
        return " ".join(line.split())


class MethodError(InputError):
    """A method that was asked for cannot take the problem; another may."""


def _rebuild(kind: type[InputError], parts: dict[str, Any]) -> InputError:
    return kind(**parts)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Suggest the known word that is spelt most alike, or nothing.

    Examples
    --------
    >>> did_you_mean("handof_time", ["manual_time", "handoff_time"])
    'did you mean handoff_time?'
    """
    close = difflib.get_close_matches(word, list(known), n=1)
    return f"did you mean {close[0]}?" if close else ""


class InputWarning(UserWarning):
    """Input that was used, though not quite as it was written."""

    def __str__(self) -> str:
        return shortened(super().__str__(), _LONGEST_WARNING)

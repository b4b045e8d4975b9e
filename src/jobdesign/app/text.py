"""Text of a reader's own as text, whatever is in it."""

from __future__ import annotations

import re

__all__ = ["plain"]

_MARKS = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|$~:&@/^=])")


def plain(text: str) -> str:
    r"""Return text in which nothing means anything to Markdown.

    Examples
    --------
    >>> plain("<b> $x$ :red[!]")
    '\\<b\\> \\$x\\$ \\:red\\[\\!\\]'
    """
    return _MARKS.sub(r"\\\1", text)

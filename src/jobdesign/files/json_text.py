"""JSON, stricter than the standard library reads it: no key twice, no NaN."""

from __future__ import annotations

import json
from typing import Any

from jobdesign.errors import InputError

__all__ = ["parse_json"]


def parse_json(text: str) -> Any:
    """Return the tree that a JSON text holds.

    Raises
    ------
    InputError
        Where the text is not JSON, repeats a key, or holds NaN or infinity.
    """

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        tree = dict(pairs)
        if len(tree) < len(pairs):
            keys = [key for key, _ in pairs]
            twice = next(key for key in keys if keys.count(key) > 1)
            raise InputError(f"key {twice} stands twice in one table")
        return tree

    def not_a_number(word: str) -> float:
        raise InputError("is no number in JSON", value=word, fix="numbers must be finite")

    try:
        return json.loads(text, object_pairs_hook=unique, parse_constant=not_a_number)
    except InputError:
        raise
    except ValueError as error:
        raise InputError(f"is not JSON: {error}", fix="mend it there") from None
    except RecursionError:
        raise InputError("is nested too deeply for a problem file") from None

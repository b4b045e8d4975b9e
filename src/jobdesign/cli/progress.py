"""How far a long command has come, on a terminal."""

from __future__ import annotations

import math
import shutil
import sys
import time
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from jobdesign.methods.outcome import Progress

__all__ = ["ProgressLine"]


class ProgressLine:
    """One line on a terminal that says how far a long solve has come."""

    #: Seconds before the first and between any two.
    _PAUSE = 0.5

    def __init__(self) -> None:
        self.last = time.monotonic()
        #: of what stands on the terminal
        self.width = 0

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(self, *_: object) -> None:
        if self.width:
            click.echo(f"\r{' ' * self.width}\r", nl=False, err=True)

    def show(self, progress: Progress) -> None:
        """Write the line anew; nothing where stderr is no terminal."""
        now = time.monotonic()
        if sys.stderr is None or not sys.stderr.isatty() or now - self.last < self._PAUSE:
            return
        self.last = now
        best, bound = progress.incumbent, max(progress.bound, 0.0)
        known = math.isfinite(best)
        gap = f"{100 * max(best - bound, 0.0) / best:.2g} %" if known and best > 0 else "–"
        parts = (
            f"best {best:.8g}" if known else "no design yet",
            f"bound {bound:.8g}",
            f"gap {gap}",
            f"{progress.seconds:.1f} s",
        )
        about = f"{progress.about}: " if progress.about else ""
        # a line that wraps could not be taken back
        line = (about + ", ".join(parts))[: shutil.get_terminal_size().columns - 1]
        click.echo(f"\r{line.ljust(self.width)}", nl=False, err=True)
        self.width = max(self.width, len(line))

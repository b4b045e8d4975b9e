"""The command line: one module a command.

Only this package prints. Exit codes: 0 solved, 1 the methods (or a design and its
claimed cost) disagree, 2 the input is wrong, 3 infeasible, 4 time limit without
a solution, 130 interrupted.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
import sys
from collections.abc import Sequence

import click

from jobdesign._version import __version__
from jobdesign.cli.app import app
from jobdesign.cli.check import check
from jobdesign.cli.compare import compare
from jobdesign.cli.convert import convert
from jobdesign.cli.exposure import exposure
from jobdesign.cli.horizons import horizons
from jobdesign.cli.importing import import_group
from jobdesign.cli.limits import limits
from jobdesign.cli.macro import macro
from jobdesign.cli.new import new
from jobdesign.cli.plot import plot
from jobdesign.cli.prices import prices
from jobdesign.cli.queue import queue
from jobdesign.cli.replicate import replicate
from jobdesign.cli.report import report
from jobdesign.cli.shared import complain
from jobdesign.cli.solve import solve
from jobdesign.cli.thresholds import thresholds
from jobdesign.cli.versions import versions
from jobdesign.errors import InputError, shortened

__all__ = ["commands", "main"]

#: Exit code after Ctrl-C.
_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line, of this process unless given, and exit with its code."""
    code = _run(arguments)
    on_thread = sys.modules.get("jobdesign.methods.on_thread")  # not to load it for nothing
    is_at_work = on_thread is not None and on_thread.is_at_work()
    if is_at_work or (code == _INTERRUPTED and arguments is None):
        _leave_at_once(code)
    sys.exit(code)


def _leave_at_once(code: int) -> None:
    """End the process as it stands: nobody waits for a solver or for Python to tidy up."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):  # nobody reads it any more
            if stream is not None:
                stream.flush()
    os._exit(code)


def _run(arguments: Sequence[str] | None) -> int:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # an old terminal shows ? instead of failing
            stream.reconfigure(errors="replace")
    try:
        code = commands.main(args=arguments, prog_name="jobdesign", standalone_mode=False)
        if sys.stdout is not None:  # as where it was closed before we began
            sys.stdout.flush()
    except InputError as error:
        return complain(str(error))
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return 2
    except click.ClickException as error:
        return complain(_with_hint(error))
    except (click.Abort, KeyboardInterrupt):
        return _INTERRUPTED
    except BrokenPipeError:  # the reader of our output has gone, say `| head`
        _drop_output()
        return 0
    except OSError as error:  # a full disk, say
        if error.filename is not None:
            return complain(f"{error.filename}: {error.strerror}")
        _drop_output()
        return 0 if error.errno == errno.EBADF else complain(f"stdout: {error.strerror}")
    return code if isinstance(code, int) else 0


def _drop_output() -> None:
    """Let what is still to be written to stdout go nowhere: Python tries again at its end."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _with_hint(error: click.ClickException) -> str:
    """Say what is wrong with a call, and whose help to read: that of the command called."""
    message = shortened(error.format_message(), 400).rstrip(".")
    context = error.ctx if isinstance(error, click.UsageError) else None
    command = "jobdesign" if context is None else context.command_path
    return message if "--help" in message else f"{message}; see {command} --help"


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    no_args_is_help=True,
)
@click.version_option(__version__, message="jobdesign %(version)s")
def commands() -> None:
    """Find the cheapest organisation of a workflow whose steps AI can help with.

    FILE is a problem file (.toml or .json), steps as .csv, or a link of the
    authors' page in quotes.
    """


for _command in (
    solve,
    compare,
    limits,
    replicate,
    convert,
    check,
    versions,
    macro,
    horizons,
    exposure,
    prices,
    thresholds,
    import_group,
    new,
    queue,
    plot,
    report,
    app,
):
    commands.add_command(_command)

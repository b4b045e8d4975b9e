"""The page of the command line lists every command as it is; run this file to write it anew."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click

from jobdesign import cli
from jobdesign.cli import commands

PAGE = Path(__file__).resolve().parents[2] / "docs" / "command-line.md"
START = "<!-- the commands: python tests/docs/test_command_line.py writes them anew -->\n"
END = "<!-- end of the commands -->\n"


def leaves(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    """Yield every command that does something, by its full name."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from leaves(command, (*path, name))
        else:
            yield " ".join((*path, name)), command


def option_names(command: click.Command) -> list[str]:
    """Return what people write, without the help that all have."""
    return [
        min(parameter.opts, key=lambda name: (not name.startswith("--"), name))
        for parameter in command.params
        if isinstance(parameter, click.Option) and parameter.opts != ["--help"]
    ]


def listing() -> str:
    """Return a paragraph a command: what it takes, what it does, and its options."""
    rows = ["| command | does | options |", "| --- | --- | --- |"]
    for name, command in sorted(leaves(commands)):
        context = click.Context(command)
        taken = [
            parameter.make_metavar(context)
            for parameter in command.params
            if isinstance(parameter, click.Argument)
        ]
        options = " ".join(f"`{option}`" for option in option_names(command))
        rows.append(
            f"| `{' '.join((name, *taken))}` | {command.get_short_help_str(200)} | {options} |"
        )
    return "\n" + "\n".join(rows) + "\n\n"


def written() -> str:
    text = PAGE.read_text(encoding="utf-8")
    return text.partition(START)[2].partition(END)[0]


def test_the_page_lists_every_command_as_it_is() -> None:
    assert written() == listing()


def test_the_page_has_every_exit_code() -> None:
    assert cli.__doc__ is not None
    codes = re.findall(r"(?<![\w.])(\d+) [a-z(]", cli.__doc__.partition("Exit codes:")[2])
    table = re.findall(r"^\| (\d+) \|", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert table == codes
    assert len(table) == 6


if __name__ == "__main__":
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(text.replace(written(), listing()) if written() else
                    text.replace(START, START + listing()), encoding="utf-8")  # fmt: skip

"""Build the problem files of this folder from O*NET, Microsoft, OpenAI and BLS data.

Run ``python models/real/build_problem_files.py DATA``, where DATA is the folder
with the files named in README.md. What is measured and what is assumed stands
in the header of every file that this writes, and in README.md.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import jobdesign as jd
from jobdesign.importing.occupations.order import read_order
from jobdesign.importing.occupations.sources import Sources
from jobdesign.importing.occupations.steps import build_occupation

WRITTEN = (
    "Written by build_problem_files.py; sources, licences and reasons: README.md in this folder."
)


def main() -> None:
    """Write one file for each occupation of order.csv and read it back."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("data", type=Path, help="folder with the source files")
    parser.add_argument("--to", type=Path, default=Path(__file__).parent, help="folder to write")
    parser.add_argument(
        "--success",
        default="completion_ai",
        choices=("completion_ai", "feedback_positive_fraction_ai"),
        help="measure of success; the second is the harsher one",
    )
    given = parser.parse_args()
    sources = Sources.read(given.data)
    for soc, order in read_order(Path(__file__).with_name("order.csv")).items():
        found = build_occupation(
            sources, soc, order, given.success, written=WRITTEN, order_from="order.csv"
        )
        name = found.problem.name.split(" and ")[0].lower().replace(" ", "-")
        path = given.to / f"{name}.toml"
        found.write(path)
        if jd.read_problem(path) != found.problem:
            raise AssertionError(f"{path} does not read back as the problem it was written from")


if __name__ == "__main__":
    main()

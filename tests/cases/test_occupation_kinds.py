"""Sources of occupations as people download and save them: read as printed, or refused."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import jobdesign as jd
from jobdesign.importing.occupations.order import read_order
from jobdesign.importing.occupations.sources import Sources

NAMES = {
    "occupations": "Occupation Data.txt",
    "tasks": "Task Statements.txt",
    "tasks to activities": "Tasks to DWAs.txt",
    "activities": "DWA Reference.txt",
    "success": "iwa_metrics.csv",
    "labels": "full_labelset.tsv",
    "wages": "national_M2024_dl.csv",
}
WAGE_HEADER = [
    "AREA", "AREA_TITLE", "AREA_TYPE", "NAICS", "NAICS_TITLE", "I_GROUP", "OWN_CODE", "OCC_CODE",
    "OCC_TITLE", "O_GROUP", "H_MEAN", "H_MEDIAN", "H_PCT90", "A_MEDIAN",
]  # fmt: skip


def wage(
    code: str, hourly: str, annual: str, group: str = "detailed", top: str = "40.15", **other: str
) -> list[str]:
    row = {
        "AREA": "99", "AREA_TITLE": "U.S.", "AREA_TYPE": "1", "NAICS": "0",
        "NAICS_TITLE": "Cross-industry", "I_GROUP": "cross-industry", "OWN_CODE": "1235",
        "OCC_CODE": code, "OCC_TITLE": f"Title of {code}", "O_GROUP": group, "H_MEAN": "30.25",
        "H_MEDIAN": hourly, "H_PCT90": top, "A_MEDIAN": annual,
    }  # fmt: skip
    return list((row | other).values())


TABLES: dict[str, list[list[str]]] = {
    "occupations": [["O*NET-SOC Code", "Title"], ["51-3011.00", "Bakers"],
                    ["51-3012.00", "Millers"]],
    "tasks": [
        ["O*NET-SOC Code", "Task ID", "Task", "Task Type"],
        ["51-3011.00", "1041", "Knead dough.", "Core"],
        ["51-3011.00", "1042", 'Answer "when is it ready" calls.', "Supplemental"],
        ["51-3012.00", "1043", "Mill grain.", "n/a"],
    ],
    "tasks to activities": [["Task ID", "DWA ID"], ["1041", "4.A.3.x.I01.D01"],
                            ["1042", "4.A.4.x.I01.D01"], ["1043", "4.A.3.x.I01.D01"]],
    "activities": [["IWA ID", "DWA ID"], ["4.A.3.x.I01", "4.A.3.x.I01.D01"],
                   ["4.A.4.x.I01", "4.A.4.x.I01.D01"]],
    "success": [
        ["IWA", "title", "share_ai", "completion_ai", "feedback_positive_fraction_ai"],
        ["4.A.3.x.I01", "Make.", "0.1", "0.6", "0.3"],
        ["4.A.4.x.I01", "Sell.", "0.2", "0.9", "0.5"],
    ],
    "labels": [["Task ID", "human_exposure_agg"], ["1041.0", "E0"], ["1042.0", "E1"],
               ["1043.0", "E2"]],
    "wages": [
        WAGE_HEADER,
        wage("00-0000", "23.80", "49500", "total"),
        wage("51-3010", "18.25", "37960", "broad"),
        wage("51-3011", "17.35", "36090"),
    ],
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """Write the sources, some of them changed."""

    def write(
        changed: dict[str, list[list[str]]] | None = None, names: dict[str, str] | None = None
    ) -> Path:
        for what, rows in (TABLES | (changed or {})).items():
            name = (names or {}).get(what, NAMES[what])
            (tmp_path / name).write_text(as_text(rows, "," if name.endswith("csv") else "\t"))
        return tmp_path

    return write


def as_text(rows: list[list[str]], separator: str) -> str:
    if separator == "\t":
        return "".join("\t".join(row) + "\n" for row in rows)
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator="\n").writerows(rows)
    return out.getvalue()


def as_book(path: Path, rows: list[list[str]], title: str = "Sheet1") -> None:
    """Write a workbook in which what looks like a number is one, as in published ones."""
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append([as_cell(cell) for cell in row])
    book.save(path)


def as_cell(text: str) -> Any:
    try:
        return float(text)
    except ValueError:
        return text


def bakers(folder: Path) -> jd.Imported:
    return jd.import_occupation("Bakers", folder)


def hourly(folder: Path) -> float:
    return Sources.read(folder).wage("51-3011.00").hourly


def wages(*rows: list[str]) -> dict[str, list[list[str]]]:
    return {"wages": [*TABLES["wages"], *rows]}


def refused(folder: Path) -> str:
    with pytest.raises(jd.InputError) as caught:
        bakers(folder)
    assert "\n" not in str(caught.value)
    return str(caught.value)


# Of which release


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("O*NET 30.2 Database\nFebruary 2026 Release\n", "the O*NET 30.2 Database"),
        ("O*NET 28.0 Database\n", "the O*NET 28.0 Database"),
        ("Thank you for downloading.\n", "the O*NET Database (release not stated)"),
    ],
)
@pytest.mark.parametrize("name", ["Read Me.txt", "read_me.txt", "README.txt"])
def test_the_release_is_what_the_read_me_says(folder, text: str, expected: str, name: str) -> None:
    path = folder()
    (path / name).write_text(text)
    found = bakers(path)
    assert f"information from {expected} by" in " ".join(found.text.replace("#", " ").split())
    assert f"tasks: {expected}" in str(found.summary)


def test_the_release_stands_in_names_of_files(folder) -> None:
    names = {
        "occupations": "onet30_1_occupation_data.txt", "tasks": "onet30_1_task_statements.txt",
        "tasks to activities": "onet30_1_tasks_to_dwas.txt",
        "activities": "onet30_1_dwa_reference.txt", "wages": "national_M2023_dl.csv",
    }  # fmt: skip
    found = bakers(folder(names=names))
    assert "the O*NET 30.1 Database" in found.text
    assert "BLS OEWS, May 2023" in found.text


def test_a_survey_says_the_same(folder) -> None:
    part = wage("51-3011", "12.10", "25170", AREA="28", AREA_TITLE="Mississippi")
    path = folder(wages(part))
    (path / "Read Me.txt").write_text("O*NET 30.2 Database\n")
    found = jd.survey_occupations(path)
    for line in ("tasks: the O*NET 30.2 Database", "wages: BLS OEWS, May 2024", "1 rows of wages"):
        assert line in str(found)
        assert any(said.startswith(line) for said in found.to_dict()["sources"])


def test_files_of_two_releases_are_told(folder) -> None:
    found = bakers(folder(names={"tasks": "onet29_3_task_statements.txt"}))
    assert "29.3" in found.text
    path = folder(names={"tasks": "onet29_3_task_statements.txt"})
    (path / "Task Statements.txt").unlink(missing_ok=True)
    (path / "Read Me.txt").write_text("O*NET 30.0 Database\n")
    assert "of releases 29.3 and 30.0" in str(bakers(path).summary)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("national_M2022_dl.csv", "May 2022"),
        ("bls_oews_national_may2023.csv", "May 2023"),
        ("all_data_M_2024.csv", "May 2024"),
        ("national_dl.csv", "year not stated"),
    ],
)
def test_the_year_of_wages(folder, name: str, said: str) -> None:
    assert f"BLS OEWS, {said}" in str(bakers(folder(names={"wages": name})).summary)


def test_two_different_files_for_one_table(folder) -> None:
    path = folder()
    text = (path / NAMES["tasks"]).read_text()
    (path / "onet29_1_task_statements.txt").write_text(text)
    assert len(bakers(path).problem.workflow) == 2
    (path / "onet29_1_task_statements.txt").write_text(text.replace("Knead", "Fold"))
    assert "keep one of Task Statements.txt, onet29_1_task_statements.txt" in refused(path)
    path = folder(names={"tasks": "onet29_1_task_statements.txt"})
    (path / "Task Statements.txt").unlink()
    (path / "national_M2023_dl.csv").write_text((path / NAMES["wages"]).read_text())
    assert "keep one of national_M2023_dl.csv, national_M2024_dl.csv" in refused(path)


def test_labels_that_say_nothing_are_counted(folder) -> None:
    rows = [*TABLES["labels"][:2], ["1042.0", ""], *TABLES["labels"][3:]]
    assert "1 tasks have no label" in str(bakers(folder({"labels": rows})).summary)


# Separators, decimal signs, forms


@pytest.mark.parametrize("separator", [";", "\t", "|", ","])
@pytest.mark.parametrize("what", ["wages", "success", "labels", "tasks"])
def test_separators(folder, separator: str, what: str) -> None:
    expected = bakers(folder()).problem
    path = folder()
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator="\n").writerows(TABLES[what])
    (path / NAMES[what]).write_text(out.getvalue())
    assert bakers(path).problem == expected


def test_decimal_commas_in_wages(folder) -> None:
    rows = [row.copy() for row in TABLES["wages"]]
    for row in rows[1:]:
        row[10:13] = [cell.replace(".", ",") for cell in row[10:13]]
    assert hourly(folder({"wages": rows})) == 17.35


def test_decimal_commas_in_success(folder) -> None:
    rows = [[cell.replace("0.", "0,") for cell in row] for row in TABLES["success"]]
    expected = bakers(folder()).problem
    assert bakers(folder({"success": rows})).problem == expected


@pytest.mark.parametrize(
    ("printed", "annual", "expected"),
    [
        ("$17.35", "$36,090", 17.35), ("17.35 ", "36.090", 17.35), ("*", "36,090", 36090 / 2080),
        ("*", "36 090", 36090 / 2080), ("**", "36090", 36090 / 2080),
    ],
)  # fmt: skip
def test_wages_as_printed(folder, printed: str, annual: str, expected: float) -> None:
    rows = {"wages": [*TABLES["wages"][:3], wage("51-3011", printed, annual)]}
    assert hourly(folder(rows)) == pytest.approx(expected)


@pytest.mark.parametrize("printed", ["1735", "173.5", "1.735"])
def test_an_hourly_wage_that_lost_its_sign(folder, printed: str) -> None:
    rows = {"wages": [*TABLES["wages"][:3], wage("51-3011", printed, "36090")]}
    assert "does not fit A_MEDIAN = 36090, but for zeros" in refused(folder(rows))


@pytest.mark.parametrize("what", list(NAMES))
def test_workbooks(folder, tmp_path: Path, what: str) -> None:
    expected = bakers(folder()).problem
    path = folder()
    (path / NAMES[what]).unlink()
    as_book((path / NAMES[what]).with_suffix(".xlsx"), TABLES[what])
    assert bakers(path).problem == expected


def test_headers_of_other_years(folder) -> None:
    expected = bakers(folder()).problem
    lower = [[name.lower() for name in WAGE_HEADER], *TABLES["wages"][1:]]
    older = [[name.replace("O_GROUP", "OCC_GROUP") for name in WAGE_HEADER], *TABLES["wages"][1:]]
    titled = [["May 2024 estimates", *[""] * 13], *TABLES["wages"]]
    for rows in (lower, older, titled):
        assert bakers(folder({"wages": rows})).problem == expected


# Which row


@pytest.mark.parametrize(
    "other",
    [
        {"AREA": "28", "AREA_TITLE": "Mississippi", "AREA_TYPE": "2"},
        {"AREA": "0028", "AREA_TITLE": "Mississippi", "AREA_TYPE": "2"},
        {"I_GROUP": "sector", "NAICS": "31-33", "NAICS_TITLE": "Manufacturing"},
        {"I_GROUP": "4-digit", "NAICS": "311800", "NAICS_TITLE": "Bakeries"},
        {"OWN_CODE": "5"},
        {"OWN_CODE": "123"},
        {"AREA": "0000028", "NAICS": "000000"},
    ],
)
@pytest.mark.parametrize("first", [False, True])
def test_the_row_of_the_whole_country_and_all_industries(folder, other, first: bool) -> None:
    part = wage("51-3011", "12.10", "25170", **other)
    rows = [WAGE_HEADER, part, *TABLES["wages"][1:]] if first else [*TABLES["wages"], part]
    path = folder({"wages": rows})
    assert hourly(path) == 17.35
    assert "1 rows of wages are of parts of the country" in str(bakers(path).summary)


def test_an_occupation_that_only_a_part_prints(folder) -> None:
    part = wage("51-3011", "12.10", "25170", AREA="28", AREA_TITLE="Mississippi", AREA_TYPE="2")
    text = refused(folder({"wages": [*TABLES["wages"][:3], part]}))
    assert "has no wage of the whole country and all industries" in text
    assert "AREA 28 (Mississippi)" in text


def test_a_file_of_one_state(folder) -> None:
    rows = [wage("51-3011", "12.1", "25170", AREA="28", AREA_TITLE="Mississippi", AREA_TYPE="2")]
    assert "has no row of the whole country" in refused(folder({"wages": [WAGE_HEADER, *rows]}))


def test_two_rows_of_one_code(folder) -> None:
    assert hourly(folder(wages(TABLES["wages"][3]))) == 17.35
    text = refused(folder(wages(wage("51-3011", "19.99", "41580"))))
    assert "51-3011 = '17.35 and 19.99': has two rows" in text
    assert "line 4 or line 5" in text
    assert hourly(folder(wages(wage("51-3011", "9.99", "20780", "broad")))) == 17.35


@pytest.mark.parametrize(
    ("name", "row", "expected"),
    [
        ("national_M2024_dl.csv", ("#", "#"), 115),
        ("national_M2024_dl.csv", ("*", "#"), 115),
        ("national_M2020_dl.csv", ("*", "#"), 100),
        ("national_M2020_dl.csv", ("#", "#"), 100),
    ],
)
def test_top_coded_wages(tmp_path: Path, folder, name: str, row, expected: float) -> None:
    path = folder({"wages": [*TABLES["wages"][:3], wage("51-3011", *row)]}, {"wages": name})
    found = Sources.read(path).wage("51-3011.00")
    assert (found.kind, found.hourly) == ("top-coded", expected)
    assert f"at least {expected} dollars an hour" in str(bakers(path).summary)


def test_a_top_code_is_not_below_what_is_printed(folder) -> None:
    rows = {"wages": [*TABLES["wages"], wage("51-3012", "*", "#", top="131.50")]}
    assert Sources.read(folder(rows)).wage("51-3012.00").hourly == 131.5


# Joins


@pytest.mark.parametrize("form", ["{}.0", " {} ", "00{}", "{:,}", "{}.00"])
@pytest.mark.parametrize("what", ["tasks", "tasks to activities", "labels"])
def test_numbers_of_tasks_in_any_form(folder, form: str, what: str) -> None:
    expected = bakers(folder()).problem
    header, *rows = TABLES[what]
    at = header.index("Task ID")
    written = [
        [form.format(int(float(cell))) if i == at else cell for i, cell in enumerate(row)]
        for row in rows
    ]
    assert bakers(folder({what: [header, *written]})).problem == expected
    assert sum(expected.workflow.ai_success > 0) == 1


@pytest.mark.parametrize("code", ["51-3011", "513011", "51-3011.0", " 51-3011.00 "])
@pytest.mark.parametrize("what", ["occupations", "tasks", "wages"])
def test_codes_of_occupations_in_any_form(folder, code: str, what: str) -> None:
    expected = bakers(folder()).problem
    rows = [[code if cell.startswith("51-3011") else cell for cell in row] for row in TABLES[what]]
    assert bakers(folder({what: rows})).problem == expected


@pytest.mark.parametrize(
    ("what", "column", "message"),
    [
        ("labels", 0, "no Task ID stands in Task Statements.txt, where Task ID is '1041', say"),
        ("tasks to activities", 0, "no Task ID stands in Task Statements.txt"),
        ("activities", 1, "no DWA ID stands in Tasks to DWAs.txt"),
        ("activities", 0, "no IWA stands in DWA Reference.txt"),
        ("success", 0, "no IWA stands in DWA Reference.txt, where IWA ID is '4.A.3.x.I01', say"),
    ],
)
def test_a_join_that_finds_nothing_is_refused(folder, what, column: int, message: str) -> None:
    header, *rows = TABLES[what]
    changed = [[f"T{cell}" if i == column else cell for i, cell in enumerate(row)] for row in rows]
    assert message in refused(folder({what: [header, *changed]}))


def test_wages_of_other_codes_are_refused(folder) -> None:
    rows = [WAGE_HEADER, wage("00-0000", "23.8", "49500", "total"), wage("1", "20", "41600")]
    assert "no OCC_CODE stands in Task Statements.txt" in refused(folder({"wages": rows}))


@pytest.mark.parametrize("what", ["tasks", "labels", "success"])
def test_repeated_rows(folder, what: str) -> None:
    expected = bakers(folder()).problem
    rows = [*TABLES[what], TABLES[what][1]]
    assert bakers(folder({what: rows})).problem == expected
    other = [*TABLES[what][1][:-1], "0.55" if what == "success" else "E2"]
    if what == "tasks":
        other = ["51-3011.00", "1041", "Roll dough.", "Core"]
    assert "says something else than line 2" in refused(folder({what: [*rows, other]}))


# Orders


def order(path: Path, *rows: list[str]) -> Path:
    file = path / "order.csv"
    file.write_text(as_text([["soc", "phase", "task_id", "name"], *rows], ","))
    return file


def test_an_order_by_codes_and_numbers_in_any_form(folder) -> None:
    path = folder()
    file = order(path, ["51-3011", "a", "1042.0", "Answer"], ["51-3011", "b", "01041", "Knead"])
    placed = read_order(file)["51-3011.00"]
    found = jd.import_occupation("Bakers", path, order=placed)
    assert found.problem.workflow.names == ("Answer", "Knead")
    part = jd.import_occupation("Bakers", path, order=placed[:1])
    assert "1 tasks of the occupation are not in the order: left out" in str(part.summary)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([["51-3012.00", "a", "1043", "Mill"]], "'51-3011.00': stands in no row of the order"),
        ([["51-3011.00", "a", "1043", "Mill"]], "'1043': is a task of 51-3012.00"),
        ([["51-3011.00", "a", "1041", "x"], ["51-3011.00", "a", "1041", "y"]], "stands twice"),
        ([["51-3011.00", "a", "9", "x"]], "'9': is no task of O*NET"),
    ],
)
def test_orders_that_do_not_fit(folder, capsys, rows: list[list[str]], message: str) -> None:
    from jobdesign import cli

    path = folder()
    words = ["import", "occupation", "Bakers", "--data", path, "--order", order(path, *rows)]
    with pytest.raises(SystemExit) as ended:
        cli.main([str(word) for word in words])
    assert ended.value.code == 2
    assert message in capsys.readouterr().err


def test_an_order_of_no_known_occupation(folder) -> None:
    path = folder()
    orders = read_order(order(path, ["51-3099.00", "a", "1043", "Mill"]))
    with pytest.raises(jd.InputError, match=r"'51-3099\.00': has an order but no tasks"):
        jd.survey_occupations(path, orders=orders)

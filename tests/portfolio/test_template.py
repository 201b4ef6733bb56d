"""An empty portfolio has a column for every question."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
import python_calamine

from engine.portfolio.template import csv_template, fields, xlsx_template
from tests.portfolio.random_cases import prepared


@pytest.mark.parametrize("directory", ["kb", "examples/rooms/kb"])
def test_every_question_has_its_columns(directory: str, tmp_path: Path) -> None:
    kb, _ = prepared(directory)
    names = csv_template(kb).decode().strip().split(",")
    assert names == [field.name for field in fields(kb)]
    asked = [attribute for attribute in kb.attributes.values() if attribute.asked]
    assert {field.attribute.name for field in fields(kb) if field.attribute} == {a.name for a in asked}
    path = tmp_path / "a.xlsx"
    path.write_bytes(xlsx_template(kb))
    book = python_calamine.load_workbook(str(path))
    assert book.get_sheet_by_name("portfolio").to_python() == [names]
    told = book.get_sheet_by_name("questions").to_python()
    assert [row[0] for row in told[1:]] == names
    assert all(row[1] and row[2] and "{" not in row[1] for row in told)


def test_a_cell_offers_what_may_be_answered() -> None:
    kb, _ = prepared("kb")
    with zipfile.ZipFile(BytesIO(xlsx_template(kb))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        notes = book.read("xl/comments1.xml").decode()
    assert "&quot;whole,part,unknown&quot;" in sheet or '"whole,part,unknown"' in sheet
    assert "Is all hiring in question" in notes

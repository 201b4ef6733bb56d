"""Workbooks written by hand, as no program makes them."""

from __future__ import annotations

import zipfile
from pathlib import Path

_SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
FILES = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_KIND}.sharedStrings+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_SHEETS}" xmlns:r="{_OFFICE}">'
    '<sheets><sheet name="s" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    "xl/sharedStrings.xml": f'<sst xmlns="{_SHEETS}"><si><t>case</t></si><si><t>a</t></si></sst>',
}
SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"


def text(place: str, said: str) -> str:
    """A cell that has its text inside."""
    return f'<c r="{place}" t="inlineStr"><is><t>{said}</t></is></c>'


HEAD = f'<row r="1">{text("A1", "case")}{text("B1", "hiring.extent")}</row>'
ROW = f'<row r="2">{text("A2", "a")}{text("B2", "part")}</row>'


def sheet(rows: str) -> str:
    """A sheet of these rows."""
    return f'<worksheet xmlns="{_SHEETS}"><sheetData>{rows}</sheetData></worksheet>'


def book(path: Path, rows: str, how: int = zipfile.ZIP_DEFLATED, **files: str | None) -> Path:
    """A workbook with these rows; `files` are written instead of what is there, or not at all."""
    names = {"sheet": SHEET, "strings": STRINGS, "workbook": "xl/workbook.xml"}
    every = {**FILES, SHEET: sheet(rows), **{names[name]: told for name, told in files.items()}}
    with zipfile.ZipFile(path, "w", how) as made:
        for name, told in every.items():
            if told is not None:
                made.writestr(name, told)
    return path

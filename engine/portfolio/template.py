"""An empty portfolio to be filled in: a column for each question, with what may be answered in it."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from engine.cases.words import value_words
from engine.frozen import frozen
from engine.knowledge.model import Attribute, KnowledgeBase
from engine.knowledge.placeholders import Established, PartName, PartsWith, parse_template

ROWS = 1000
"""Rows of a sheet in which cells offer what may be answered."""
SAMPLES = 2
"""Parts that have columns, under names that are to be replaced."""
_TEXT = 255
"""Characters that a spreadsheet takes as the list of what a cell may hold, and as the text beside it."""
_TITLE = 32


@frozen
class Field:
    """A column: its name, its attribute (None: `case`), and whose it is, the sample name of a part or ""."""

    name: str
    attribute: Attribute | None = None
    part: str = ""


def fields(kb: KnowledgeBase) -> tuple[Field, ...]:
    """The columns: the key, every question about the root, and those about some parts, by sample names."""
    asked = [attribute for attribute in kb.attributes.values() if attribute.asked]
    found = [Field("case"), *(Field(a.name, a) for a in asked if a.scope == "root")]
    for number in range(1, SAMPLES + 1):
        part = f"{kb.words.singular}{number}"
        for attribute in asked:
            if attribute.scope == "part":
                local = attribute.name.removeprefix(f"{kb.words.singular}.")
                found.append(Field(f"{part}.{local}", attribute, part))
    return tuple(found)


def csv_template(kb: KnowledgeBase) -> bytes:
    """The header of the portfolio, as CSV."""
    from engine.portfolio.writers.csv import csv_line

    return csv_line([field.name for field in fields(kb)])


def xlsx_template(kb: KnowledgeBase) -> bytes:
    """A workbook: a sheet to be filled in, whose columns offer answers, and one that explains them."""
    import xlsxwriter

    made = BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet, help_ = book.add_worksheet("portfolio"), book.add_worksheet("questions")
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        sheet.freeze_panes(1, 1)
        help_.set_column(0, 0, 32)
        help_.set_column(1, 2, 80, wrapped)
        for place, heading in enumerate(("column", "question", "answer")):
            help_.write_string(0, place, heading, bold)
        for place, field in enumerate(fields(kb)):
            sheet.set_column(place, place, max(12, len(field.name) + 2))
            sheet.write_string(0, place, field.name, bold)
            told = question(kb, field), answer(field)
            for column, text in enumerate((field.name, *told)):
                help_.write_string(place + 1, column, text)
            sheet.write_comment(0, place, "\n".join(told), {"x_scale": 2, "y_scale": 2})
            if (checked := _checked(field)) is not None:
                sheet.data_validation(1, place, ROWS, place, checked)
    return made.getvalue()


def question(kb: KnowledgeBase, field: Field) -> str:
    """The question of the column, with its help."""
    if field.attribute is None:
        return "What is the case called? Each row has a name of its own."
    said = []
    for text in filter(None, (field.attribute.question, field.attribute.help)):
        said.append("".join(_spoken(kb, text, field.part)))
    return " ".join(said)


def answer(field: Field) -> str:
    """What may stand in the column; a blank cell says that it is unknown."""
    attribute = field.attribute
    if attribute is None:
        return "any text"
    if attribute.type == "number":
        kind = "a whole number" if attribute.integer else "a number"
        unit = f" of {attribute.unit}" if attribute.unit else ""
        ends = ((" from ", attribute.low), (" to ", attribute.high))
        return kind + unit + "".join(f"{word}{end}" for word, end in ends if end is not None)
    words = ", ".join(_words(attribute))
    return f"none, all, or some of these with ; between them: {words}" if attribute.type == "set" else words


def _words(attribute: Attribute) -> list[str]:
    return [value_words(value, attribute) for value in attribute.values]


def _checked(field: Field) -> dict[str, object] | None:
    """What a spreadsheet offers in the column, and refuses to take; None where it cannot know."""
    attribute = field.attribute
    if attribute is None:
        return None
    beside = {"input_title": field.name[:_TITLE], "input_message": answer(field)[:_TEXT]}
    if attribute.type == "number":
        return {"validate": "any", **beside}
    words = [*_words(attribute), "unknown"]
    if attribute.type == "set" or len(",".join(words)) > _TEXT:
        # Several of them may stand in one cell: it offers some, and takes any text.
        words = ["none", "all", *_words(attribute)]
        if len(",".join(words)) > _TEXT:
            return {"validate": "any", **beside}
        return {"validate": "list", "source": words, "ignore_blank": True, "show_error": False, **beside}
    return {"validate": "list", "source": words, "ignore_blank": True, **beside}


def _spoken(kb: KnowledgeBase, text: str, part: str) -> Iterator[str]:
    for piece in parse_template(text, kb.words, kb.attributes, value=False):
        match piece:
            case PartName():
                yield part or f"this {kb.words.singular}"
            case Established(name) | PartsWith(name):
                yield kb.attributes[name].label
            case _:
                yield str(piece)

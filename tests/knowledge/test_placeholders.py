"""Sentences with placeholders in pieces."""

from __future__ import annotations

import pytest

from engine.knowledge.placeholders import (
    Established,
    PartName,
    PartsWith,
    Template,
    TemplateError,
    ValueLabel,
    escape,
    parse_template,
)
from tests.knowledge.samples import garden

KNOWN = garden()


def parse(text: str, *, part: bool = True, value: bool = True) -> Template:
    return parse_template(text, KNOWN.words, KNOWN.attributes, part=part, value=value)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", ()),
        ("just text", ("just text",)),
        ("{bed}", (PartName(),)),
        ("the {bed} has {value}.", ("the ", PartName(), " has ", ValueLabel(), ".")),
        ("under {weather.sky}", ("under ", Established("weather.sky"))),
        ("{beds with bed.advice=water}", (PartsWith("bed.advice", "water", "none"),)),
        ("{beds with bed.dry=true|}", (PartsWith("bed.dry", True, ""),)),
        ("{beds with bed.plants=rose|a | b=c}", (PartsWith("bed.plants", "rose", "a | b=c"),)),
        ("a {{brace}} and {{{bed}}}", ("a {brace} and {", PartName(), "}")),
        ("}}{{", ("}{",)),
    ],
)
def test_pieces(text: str, pieces: Template) -> None:
    assert parse(text) == pieces


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("{", "a single { stands in '{'"),
        ("a } b", "a single } stands in 'a } b'"),
        ("{{bed}", "a single } stands in '{{bed}'"),
        ("{}", "'' in braces is no attribute"),
        ("{ bed }", "' bed ' in braces is no attribute"),
        ("{0}", "'0' in braces is no attribute"),
        ("{bed!r}", "'bed!r' in braces is no attribute"),
        ("{bed.__class__}", "'bed.__class__' in braces is no attribute"),
        ("{beds}", "'beds' in braces is no attribute"),
        ("{beds with bed.dri=true}", "'bed.dri' in braces is no attribute"),
        ("{beds with bed.dry}", "'bed.dry' is no test of a bed"),
        ("{beds with weather.sky=sun}", "'weather.sky=sun' is no test of a bed"),
        ("{beds with bed.dry=maybe}", "bed.dry is true or false, not 'maybe'"),
    ],
)
def test_what_is_not_legal(text: str, what: str) -> None:
    with pytest.raises(TemplateError) as error:
        parse(text)
    assert str(error.value) == what


@pytest.mark.parametrize("text", ["{bed}", "{bed.dry}"])
def test_the_root_has_no_part(text: str) -> None:
    with pytest.raises(TemplateError):
        parse(text, part=False)
    assert parse("{weather.sky}{beds with bed.dry=true}", part=False)


def test_a_value_stands_only_in_says() -> None:
    with pytest.raises(TemplateError):
        parse("{value}", value=False)


@pytest.mark.parametrize("text", ["", "a", "{", "}}", "{bed} and {{value}}"])
def test_an_escaped_text_says_itself(text: str) -> None:
    assert "".join(str(piece) for piece in parse(escape(text))) == text


def test_default_sentences_are_made_from_the_label() -> None:
    assert KNOWN.attributes["weather.sky"].says == "sky: {value}"
    assert KNOWN.attributes["bed.thirsty"].says == "{bed}: thirsty: {value}"

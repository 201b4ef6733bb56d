"""Nothing that cannot be seen, or that is markup, gets from a case or a knowledge base into an output."""

import json
import subprocess
import unicodedata

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from engine.render import escape
from engine.render.jsonform import to_yaml

C0 = [chr(n) for n in range(0x20)] + ["\x7f"]
C1 = [chr(n) for n in range(0x80, 0xA0)]
BIDI = list("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
UNSEEN = list(
    "\u00ad\u034f\u115f\u1160\u17b4\u180e\u200b\u200c\u200d\u2028\u2029\u2060\u2064\u3164\ufeff\ufff9"
)
TAGS = ["\U000e0001", "\U000e0061", "\U000e0100", "\ud800", "\udfff"]
HOSTILE = [*C0, *C1, *BIDI, *UNSEEN, *TAGS]
ids = [f"U+{ord(ch):04X}" for ch in HOSTILE]
text = st.text(st.characters() | st.sampled_from(HOSTILE) | st.sampled_from("`|<>[]()*_#\"'\\&;%{}=+-@"))


def is_clean(line: str) -> bool:
    return all(ch.isprintable() or unicodedata.category(ch) in ("Zs", "Cn", "Co") for ch in line)


@pytest.mark.parametrize("ch", HOSTILE, ids=ids)
@pytest.mark.parametrize("channel", ["visible", "markdown", "code", "mermaid", "cell", "argument"])
def test_no_hidden_character_passes(channel: str, ch: str) -> None:
    out = getattr(escape, channel)(f"a{ch}b")
    assert ch not in out
    assert is_clean(out)
    assert "a" in out
    assert "b" in out


@pytest.mark.parametrize(
    "ch",
    [c for c in HOSTILE if c != "\0" and not "\ud800" <= c <= "\udfff"] + ["\udcff", "'", "\\", "$", "`"],
)
def test_a_shell_reads_an_argument_as_it_was(ch: str) -> None:
    words = [f"a{ch}b", f"{ch}' 0\\x", ch]
    line = " ".join(map(escape.argument, words))
    done = subprocess.run(["bash", "-c", f"printf '%s\\0' {line}"], capture_output=True, check=True)
    assert done.stdout.split(b"\0")[:-1] == [word.encode("utf-8", "surrogateescape") for word in words]


def test_a_file_is_not_taken_for_an_option() -> None:
    assert escape.path_argument("-x.yaml") == "./-x.yaml"
    assert escape.path_argument("--x y") == "'./--x y'"
    assert escape.path_argument("-") == "-"
    assert escape.path_argument("a/-x") == "a/-x"


@pytest.mark.parametrize("ch", HOSTILE, ids=ids)
def test_json_says_the_same_and_shows_every_character(ch: str) -> None:
    out = escape.json_text({f"k{ch}": [f"a{ch}b"]})
    assert is_clean(out.replace("\n", ""))
    assert json.loads(out) == {f"k{ch}": [f"a{ch}b"]}


@pytest.mark.parametrize(
    "ch", [c for c in HOSTILE if not "\ud800" <= c <= "\udfff"], ids=lambda c: f"U+{ord(c):04X}"
)
def test_yaml_says_the_same_and_shows_every_character(ch: str) -> None:
    out = to_yaml({"key": f"a{ch}b", f"k{ch}": [f"{ch}"]})
    assert is_clean(out.replace("\n", ""))
    assert yaml.safe_load(out) == {"key": f"a{ch}b", f"k{ch}": [ch]}


@given(text)
def test_every_channel_is_one_clean_line(given_text: str) -> None:
    for channel in (
        escape.visible,
        escape.markdown,
        escape.code,
        escape.mermaid,
        escape.cell,
        escape.argument,
    ):
        assert is_clean(channel(given_text))


def test_what_terminals_obey_is_shown() -> None:
    assert escape.visible("\x1b]52;c;cm0gLXJm\x07") == r"\x1b]52;c;cm0gLXJm\x07"
    assert escape.visible("one\ntwo\r\tthree") == r"one\ntwo\r\tthree"
    assert escape.visible("\u202egnp.exe") == r"\u202egnp.exe"


def test_letters_of_all_languages_stay() -> None:
    for words in ("Straße 12, Zürich", "会社の給与計算", "naïve café", "Ελληνικά ¶1", "“quoted”, 5 € 🙂"):
        assert escape.visible(words) == words


@pytest.mark.parametrize(
    "attack",
    [
        "[click](javascript:alert(1))",
        "![x](http://evil.example/x.png)",
        "<img src=x onerror=alert(1)>",
        "# a heading",
        "- an item",
        "1. an item",
        "+ an item",
        "> a quotation",
        "===",
        "a | b | c",
        "**bold** _slanted_ ~~gone~~ `code`",
        "&lt;script&gt;",
        "http://evil.example www.evil.example mailto: xmpp: a@b",
        "[ref]: http://evil.example",
        "| --- |",
        "    indented",
        "costs $5$ or $$6$$ or $`7`$",
        "at 10:30:45",
    ],
)
def test_markdown_stays_plain_text(attack: str) -> None:
    markdown_it = pytest.importorskip("markdown_it")
    parser = markdown_it.MarkdownIt("commonmark", {"html": True}).enable("table").enable("strikethrough")
    tokens = parser.parse(escape.markdown(attack))
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    assert {child.type for child in tokens[1].children or ()} <= {"text"}
    assert "".join(c.content for c in tokens[1].children or ()) == attack.strip()
    table = parser.parse(f"| {escape.markdown(attack)} | end |\n| --- | --- |\n")
    assert sum(token.type == "th_open" for token in table) == 2


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("it costs $x$", "it costs &#36;x&#36;"),
        ("so :smile: a :+1:|:100:", r"so `:smile:` a `:+1:`\|`:100:`"),
        (":tada: first", "`:tada:` first"),
        ("10:30:45 ratio:2: http://a:b:c", r"10:30:45 ratio:2: http\://a`:b:`c"),
        ("`:x:`", r"\``:x:`\`"),
        ("mailto:a.b+c@evil.example_d-e.org, f@g", r"mailto\:`a.b+c@evil.example_d-e.org`, f\@g"),
    ],
)
def test_formulas_and_emoji_are_not_drawn(words: str, written: str) -> None:
    assert escape.markdown(words) == written


@given(text)
def test_a_code_span_holds_everything(given_text: str) -> None:
    span = escape.code(given_text)
    if span:
        fence = len(span) - len(span.lstrip("`"))
        inside = span[fence:-fence]
        assert "`" * fence not in inside.strip("` ") or fence > 1
        assert inside.strip() == escape.visible(given_text).strip()


def test_a_bar_in_a_code_span_is_a_bar() -> None:
    assert escape.code("a|b") == "`a|b`"


def test_mermaid_labels_end_where_we_end_them() -> None:
    out = escape.mermaid('"]; click n1 "javascript:x" %%{init: {}}%% <b>`md`</b> #quot;')
    assert not set('"]`%<>{}') & set(out)
    assert "#34;" in out


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("1. a", "1#46; a"),
        ("12) a", "12#41; a"),
        ("- a", "#45; a"),
        ("+ a", "#43; a"),
        ("* a", "#42; a"),
        ("  - a", "#45; a"),
        ("__a__ ~~b~~ $$c$$", "#95;#95;a#95;#95; #126;#126;b#126;#126; #36;#36;c#36;#36;"),
        ("a - b 1. c", "a - b 1. c"),
    ],
)
def test_mermaid_labels_are_no_markdown(words: str, written: str) -> None:
    assert escape.mermaid(words) == written


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\0"])
def test_no_cell_is_a_formula(start: str) -> None:
    assert escape.cell(f"{start}1+1").startswith("'")
    assert escape.cell("1 = 1") == "1 = 1"

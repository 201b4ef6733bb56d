"""The one place where untrusted text is made harmless, for each channel it can go out by.

Case names, notes, part names and knowledge bases are data. In a terminal they must not move the cursor,
fill the clipboard or reorder what is read; in Markdown, Mermaid and tables they must stay plain text.
"""

from __future__ import annotations

import html
import json
import re
import shlex
import unicodedata

_UNSEEN = "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"
"""Characters with no shape of their own that Unicode files among letters and marks."""
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~&!])")
_LINKS = re.compile(r"(?i)(://|@|\bwww\.|\b(?:mailto|xmpp):)")
_BLOCK_START = re.compile(r"^(\s*)([-+=]|\d+[.)])")
_AS_CODE = re.compile(r"(:(?:[+-]1|100|1234|[0-9+-]*[a-z_][a-z0-9_+-]*):|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)")
_MERMAID = re.compile(r"""["'#&<>`%;\\{}\[\]()|*_~$]""")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")


def visible(text: str) -> str:
    """The text on one line, with every control, direction and zero-width character written as an escape."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_escape(ch) if _hidden(ch) else ch for ch in text)


def argument(text: str) -> str:
    """The text as one word of a shell command that a person can copy, hidden characters as bytes."""
    if not has_hidden(text):
        return shlex.quote(text)
    return f"$'{''.join(map(_shell_escape, text))}'"


def path_argument(path: str) -> str:
    """The name of a file as such a word, which no command takes for an option; - is standard input."""
    return argument(f"./{path}" if path.startswith("-") and path != "-" else path)


def markdown(text: str) -> str:
    """The text as words in a Markdown line or table cell: no markup, no link, no HTML, no formula.

    What looks like the name of an emoji or an address of mail is put as code, as those are taken from the
    text that was escaped already.
    """
    words, *more = _AS_CODE.split(visible(text).strip())
    plain = _markdown(words)
    for taken, words in zip(more[::2], more[1::2], strict=True):
        plain += f"`{taken}`{_markdown(words)}"
    return _BLOCK_START.sub(lambda match: f"{match[1]}{match[2][:-1]}\\{match[2][-1]}", plain)


def _markdown(text: str) -> str:
    plain = _MARKDOWN.sub(r"\\\1", text).replace("$", "&#36;")
    return _LINKS.sub(lambda match: _break_link(match.group()), plain)


def code(text: str) -> str:
    """The text as a code span. Not for a table cell: there a bar would end it."""
    plain = visible(text)
    longest = max((len(run) for run in re.findall("`+", plain)), default=0)
    fence, pad = "`" * (longest + 1), " " if longest else ""
    return f"{fence}{pad}{plain}{pad}{fence}" if plain.strip() else ""


def mermaid(text: str) -> str:
    """The text as a label between double quotes in a Mermaid diagram, where labels are read as Markdown."""
    plain = _MERMAID.sub(lambda match: _entity(match.group()), visible(text).strip())
    return _BLOCK_START.sub(lambda match: match[1] + match[2][:-1] + _entity(match[2][-1]), plain)


def dot(text: str) -> str:
    """The text as a label between double quotes in Graphviz's language, no escape and no entity."""
    plain = visible(text).strip()
    return plain.replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"')


def html_text(text: str) -> str:
    """The text as HTML, in an element or between double quotes as the value of an attribute."""
    return html.escape(visible(text), quote=True)


def _entity(ch: str) -> str:
    return f"#{ord(ch)};"


def cell(text: str) -> str:
    """The text as a table cell that no spreadsheet takes for a formula."""
    plain = visible(text)
    return f"'{plain}" if text.startswith(_FORMULA) or plain.startswith(_FORMULA) else plain


def json_text(value: object, indent: int | None = 2) -> str:
    """The value as JSON: the same data, with every hidden character as a \\u escape."""
    return hidden_as_escapes(json.dumps(value, ensure_ascii=False, indent=indent))


def hidden_as_escapes(text: str) -> str:
    """Hidden characters, line feeds apart, as \\u escapes: legal in JSON and in double-quoted YAML."""
    if text.isascii():
        return text.replace("\x7f", "\\u007f")
    return "".join(_json_escape(ch) if ch != "\n" and _hidden(ch) else ch for ch in text)


def has_hidden(text: str) -> bool:
    """Whether some character of the text cannot be seen."""
    return not (text.isascii() and text.isprintable()) and any(map(_hidden, text))


def _hidden(ch: str) -> bool:
    if ch.isascii():
        return not ch.isprintable()
    if unicodedata.category(ch) in _HIDDEN_CATEGORIES or ch in _UNSEEN:
        return True
    return "\ufe00" <= ch <= "\ufe0e" or "\U000e0000" <= ch <= "\U000e0fff"


def _escape(ch: str) -> str:
    number = ord(ch)
    if number < 0x100:
        return {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(ch, f"\\x{number:02x}")
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def _shell_escape(ch: str) -> str:
    if _hidden(ch):
        of_a_byte = "\udc80" <= ch <= "\udcff"  # in a name that is no UTF-8
        data = ch.encode("utf-8", "surrogateescape" if of_a_byte else "surrogatepass")
        return "".join(f"\\x{byte:02x}" for byte in data)
    return f"\\{ch}" if ch in "\\'" else ch


def _json_escape(ch: str) -> str:
    number = ord(ch)
    if number < 0x10000:
        return f"\\u{number:04x}"
    number -= 0x10000
    return f"\\u{0xD800 + (number >> 10):04x}\\u{0xDC00 + (number & 0x3FF):04x}"


def _break_link(found: str) -> str:
    return found.replace(":", "\\:", 1) if ":" in found else found[:-1] + "\\" + found[-1]

"""Changes of bytes and of lines of text, for inputs without any other structure."""

from __future__ import annotations

from random import Random

_AT_LENGTH = 0.03  # of the changes make an input long
_ODD = (
    b"\0",
    b"\xff",
    b"\xfe\xff",
    b"\xef\xbb\xbf",
    b"\r",
    b"\n",
    b"\t",
    b"\f",
    b"\x1b",
    b'"',
    b"\\",
    b"<",
    b"&",
    b"-",
    b"9" * 30,
)
_ODD_TEXT = (
    "", " ", "\u3000", "\u200b", "\ufeff", "\u202e", "\u0661", "\uff11", "\u00b2", "\U0001d7d8", "\t", "\f", "|",
    "|---|---|",
    "-", "\u2014", "/", "0", "00", "-1", "1.5", "1,234", "12 34", "9" * 18, "9" * 40, "1e9", "%", "(", "\uff08",
    "\u3001", "\u3002",
    "<br>", "{", "}", "{0}", "%s", "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"), "\U00020000",
    "2019", "2024", "2030",
)  # fmt: skip


def mutate_bytes(content: bytes, chance: Random) -> bytes:
    """Some bytes changed, taken away, repeated or put in."""
    found = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        start = chance.randrange(len(found) + 1)
        stop = min(len(found), start + chance.choice((1, 1, 2, 4, 16, 64)))
        way = chance.randrange(5)
        if way == 0:
            del found[start:stop]
        elif way == 1:
            found[start:start] = chance.choice(_ODD)
        elif way == 2:
            found[start:start] = found[start:stop]
        elif way == 3 and start < len(found):
            found[start] = chance.randrange(256)
        else:
            other = chance.randrange(len(found) + 1)
            found[start:stop] = found[other : other + stop - start]
    return bytes(found)


def mutate_text(content: bytes, chance: Random, words: tuple[str, ...] = ()) -> bytes:
    """Lines and words of a UTF-8 text moved, repeated and replaced; ``words`` are those that its reader knows."""
    if chance.random() < _AT_LENGTH:
        return _repeated(content.decode("utf-8", "replace"), chance, words).encode("utf-8", "replace")
    lines = content.decode("utf-8", "replace").split("\n")
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(lines))
        way = chance.randrange(6)
        if way == 0 and len(lines) > 1:
            del lines[at]
        elif way == 1:
            lines.insert(chance.randrange(len(lines) + 1), lines[at])
        elif way == 2:
            other = chance.randrange(len(lines))
            lines[at], lines[other] = lines[other], lines[at]
        elif way == 3:
            lines[at] += lines.pop(chance.randrange(len(lines))) if len(lines) > 1 and at < len(lines) - 1 else ""
        else:
            lines[at] = spoiled(lines[at], chance, words)
    return "\n".join(lines).encode("utf-8", "replace")


def _repeated(text: str, chance: Random, words: tuple[str, ...]) -> str:
    """A piece of the text, or a word, many times over: what takes time that grows faster than the text shows then."""
    start = chance.randrange(len(text) + 1)
    piece = text[start : start + chance.choice((1, 2, 5, 20, 100))]
    if words and chance.random() < 0.4:
        piece = chance.choice(words) + chance.choice(_ODD_TEXT)
    return text[:start] + piece * chance.choice((50, 500, 3000)) + text[start:]


def spoiled(text: str, chance: Random, words: tuple[str, ...] = ()) -> str:
    """A short text with a word put in, or in place of a part of it."""
    word = chance.choice(words) if words and chance.random() < 0.5 else chance.choice(_ODD_TEXT)
    start = chance.randrange(len(text) + 1)
    stop = min(len(text), start + chance.choice((0, 0, 1, 2, 5)))
    return text[:start] + word + text[stop:]

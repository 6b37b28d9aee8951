"""Changes of HTTP requests: the line, the headers, the parts of a form; the reading that a page carries as JSON."""

from __future__ import annotations

from random import Random

from fuzz.mutators.plain import mutate_bytes, mutate_text, spoiled
from fuzz.mutators.values import mutate_json

_PATHS = (
    "/",
    "/check",
    "/again",
    "/download/json",
    "/download/html",
    "/download/docx",
    "/download/xlsx",
    "/download/x",
    "/static/check.js",
    "/static/../x",
)
_HEADERS = (
    "host",
    "origin",
    "content-type",
    "content-length",
    "accept-language",
    "x-part",
    "sec-fetch-site",
    "transfer-encoding",
    "cookie",
)
_HEADER_VALUES = (
    "127.0.0.1", "127.0.0.1:80", "[::1]:8000", "http://[", "//[", "http://127.0.0.1", "null", "en", "zh",
    "results", "-1", "9" * 30, "9" * 5000,
    "multipart/form-data", "multipart/form-data; boundary=x", "multipart/form-data; boundary=",
    "application/x-www-form-urlencoded", "none", "",
)  # fmt: skip


def mutate_request(content: bytes, chance: Random, words: tuple[str, ...] = ()) -> bytes:
    """Another request."""
    head, _, body = content.partition(b"\n\n")
    lines = head.decode("latin-1").split("\n")
    way = chance.random()
    if way < 0.1:
        verb, _, path = lines[0].partition(" ")
        path = chance.choice(_PATHS) if chance.random() < 0.7 else spoiled(path, chance)
        lines[0] = f"{chance.choice((verb, 'GET', 'POST', 'PUT', 'HEAD'))} {path}"
    elif way < 0.25:
        _header(lines, chance)
    elif way < 0.35:
        body = mutate_bytes(body, chance)
    else:
        body = _body(lines, body, chance, words)
    return "\n".join(lines).encode("latin-1", "replace") + b"\n\n" + body


def _header(lines: list[str], chance: Random) -> None:
    name = chance.choice(_HEADERS)
    at = next((at for at, line in enumerate(lines[1:], 1) if line.startswith(name)), 0)
    new = f"{name}: {chance.choice(_HEADER_VALUES)}"
    if not at:
        lines.append(new)
    elif chance.random() < 0.2:
        del lines[at]
    else:
        lines[at] = spoiled(lines[at], chance) if chance.random() < 0.4 else new


def _body(lines: list[str], body: bytes, chance: Random, words: tuple[str, ...]) -> bytes:
    """One part of a form changed, repeated or taken away."""
    boundary = next((line.partition("boundary=")[2].strip() for line in lines if "boundary=" in line), "")
    mark = b"--" + boundary.encode("latin-1", "replace")
    parts = body.split(mark)
    if not boundary or len(parts) < 3:
        return mutate_text(body, chance, words)
    at = chance.randrange(1, len(parts) - 1)
    way = chance.random()
    if way < 0.1:
        parts.insert(at, parts[at])
    elif way < 0.15:
        del parts[at]
    else:
        head, between, value = parts[at].partition(b"\r\n\r\n")
        if chance.random() < 0.15:
            head = mutate_text(head, chance, words)
        elif value.lstrip()[:1] in (b"{", b"["):
            value = mutate_json(value.removesuffix(b"\r\n"), chance, words) + b"\r\n"
        else:
            value = mutate_text(value.removesuffix(b"\r\n"), chance, words) + b"\r\n"
        parts[at] = head + between + value
    return mark.join(parts)

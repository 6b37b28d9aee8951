"""The seeds of the targets: small inputs, kept in tests/fuzz/corpus; ``python -m fuzz.seeds`` makes them again."""

from __future__ import annotations

import io
import json
import pickle
import zipfile
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from fuzz.limits import ROOT
from fuzz.mutators.package import package_of, parts_of
from fuzz.mutators.pdf import file_of, objects_of

SEEDS = ROOT / "tests" / "fuzz" / "corpus"
REGRESSIONS = ROOT / "tests" / "fuzz" / "regressions"
_REPORT: Mapping[str, Any] = {
    "schema": "disclosure-report/1",
    "unit": {"name": "江口县财政局", "kind": "department"},
    "year": 2024,
    "published_on": "2025-01-20",
    "sections": {
        "overview": {
            "heading": "一、总体情况",
            "text": "全年主动公开信息12条，收到申请3件，上年结转1件，办结3件，结转下年1件。",
        },
        "requests": {"heading": "三、收到和处理政府信息公开申请情况", "text": ""},
        "problems": {"heading": "五、存在的主要问题及改进情况", "text": "解读形式单一，下一步将增加图解。"},
        "other": {"heading": "六、其他需要报告的事项", "text": "本年度收取信息处理费0元。"},
    },
    "tables": {
        "requests": {
            "new_received": {"natural_person": 2, "commercial": 1, "total": 3},
            "carried_over": {"natural_person": 1, "commercial": 0, "total": 1},
            "granted": {"natural_person": 2, "commercial": 1, "total": 3},
            "total": {"natural_person": 2, "commercial": 1, "total": 3},
            "carried_forward": {"natural_person": 1, "commercial": 0, "total": 1},
        },
        "disputes": {"review": {"upheld": 1, "corrected": 0, "other": 0, "pending": 0, "total": 1}},
    },
}
_TEXTS = (
    "全年新收申请1,234件，比上年增长12.5%；其中约３９００余件、十二件、一百零三件、1.2万件，三四十件。",
    "收费1798.5764万元，25 000元，近3千余元，第3批，2024年1月2日，3—5件，百分之八十三。",
    "+389\n-5\n１２\n1,234\n12 34\n无\n/\n—\n增3\n0.50万元\n廿五",
)
_DECISIONS = """decisions:
- unit: 某县
  year: 2024
  report: {sha}
  finding: 0123456789abcdef
  rule: requests-balance
  decision: waive
  reason: 系统换代，数据以纸质台账为准
  author: 张三
  approver: 李四
  decided_on: 2025-04-01
  expires_on: 2025-12-31
- {{unit: 某县, year: 2024, report: {sha}, finding: fedcba9876543210, rule: blank-suspected,
  decision: dismiss, reason: 已核对, author: 张三, decided_on: "2025-04-02"}}
"""
_RULE_FILES = (
    "rulebook.yaml", "calendar.yaml", "years.yaml", "fees.yaml", "crosscheck.yaml", "topics.yaml", "forms/2021.yaml",
    "identities/requests-balance.yaml", "likeness/copied-from-peer.yaml", "timeliness/government-published-late.yaml",
    "years/figure-jumped.yaml",
)  # fmt: skip
_ROSTER = (
    "code,name,aliases,kind,level,region,superior,expected,includes\n01,云岭省人民政府,云岭省政府；省府,government,province,云岭省,,yes,all\n"
    '0101,"云岭省财政局",,department,province,云岭省,01,no,\n'
)


def seeds_of(target: str) -> list[bytes]:
    """The seeds of a target, and the inputs that once broke a promise of it."""
    return [file.read_bytes() for file in files_of(target)]


def files_of(target: str) -> list[Path]:
    """The files of :func:`seeds_of`."""
    return [*sorted((SEEDS / target).glob("*")), *sorted((REGRESSIONS / target).glob("*"))]


def write() -> None:
    """Writes all seeds."""
    for target, makes in made().items():
        folder = SEEDS / target
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in makes.items():
            (folder / name).write_bytes(content)


def made() -> dict[str, dict[str, bytes]]:
    """The seeds by target and name."""
    documents = {format: dict(_documents(format)) for format in ("docx", "xlsx", "pdf", "html", "txt", "md")}
    texts = {f"{name}.txt": text for name, text in documents["txt"].items()} | {
        f"{name}.md": text for name, text in documents["md"].items()
    }
    few = {f"small.{format}": next(iter(documents[format].values())) for format in ("docx", "xlsx", "html", "pdf")}
    plain = json.dumps(_REPORT, ensure_ascii=False, indent=1).encode()
    reports = {
        "small.json": plain,
        "sample.json": _case("everything-wrong/wrong-k-sample.json"),
        "city-2019.json": _case("reports/city-2019.json"),
    }
    page = few["small.html"]
    marked = next(iter(documents["md"].values())).partition(b"|")[0] + b"".join(page.partition(b"<table")[1:])
    first = next(iter(documents["txt"].values()))
    gb = first.decode().encode("gb18030")
    wide = first.decode().encode("utf-16")
    sha = "ab" * 32
    return {
        "report_json": reports,
        "json_text": {
            "small.json": plain,
            "mixed": b'{"a": [1, 2.50, "\\u5e74", null, {"b": {"": "x"}}], "c": {"d": -0.0, "e": 1e3}}',
        },
        "text": texts,
        "decode": {
            "gb": gb[:600],
            "utf-16": wide[:600],
            "utf-8": first[:600],
            "pdf": b"%PDF-1.4",
            "zip": package_of({"a": b"b"}),
            "ole": _ole(),
            "html": page[:900],
        },
        "html": documents["html"] | {"saved.mht": _mhtml(page)},
        "marked": {"official.md": marked},
        "docx": documents["docx"],
        "xlsx": documents["xlsx"],
        "pdf": documents["pdf"],
        "office": {
            "doc": _ole(),
            "xls": _ole("Workbook"),
            "locked": _ole("EncryptedPackage"),
            "rtf": b"{\\rtf1 x}",
            "odt": _open_document("text"),
            "ods": _open_document("spreadsheet"),
        },
        "picture": dict(_pictures()),
        "rulebook": dict(_rule_files()),
        "restatements": {"national.yaml": (ROOT / "rules" / "restatements.yaml").read_bytes()},
        "overlay": dict(_overlays()),
        "numerals": {str(number): text.encode() for number, text in enumerate(_TEXTS)},
        "decisions": {"two.yaml": _DECISIONS.format(sha=sha).encode(), "none.yaml": b"decisions: []\n"},
        "roster": {
            "two.csv": _ROSTER.encode(),
            "tabs.txt": _ROSTER.replace(",", "\t").encode("gb18030"),
            "book.xlsx": _roster_book(),
        },
        "likeness": {
            "near": (_TEXTS[0] + "\n====\n" + _TEXTS[0].replace("十二", "十三") + _TEXTS[1]).encode(),
            "far": f"{_TEXTS[0]}\n====\n{_TEXTS[2]}".encode(),
        },
        "beside": {"all.json": _beside(plain), "sample.json": _beside(reports["sample.json"])},
        "cases": {
            name.replace("/", "-"): (ROOT / "cases" / name).read_bytes()
            for name in (
                "requests-row-total/fail-b-waived.yaml",
                "in-force-unbalanced/fail-c-from_nothing.yaml",
                "copies-differ/fail-a-figure.yaml",
                "city-publication-late/fail-a-one_day.yaml",
                "other-unit-named/pass-e-peers_mentioned.yaml",
            )
        },
        "places": {"small.json": plain, "sample.json": reports["sample.json"], "small.txt": first},
        "reporters": {"small.json": plain, "sample.json": reports["sample.json"]},
        "marks": few,
        "carried": {"small.json": _carried(plain)},
        "answers": dict(_answers()),
        "web": dict(_requests(plain)),
        "workbench": dict(_desk_requests(plain)),
    }


def _case(name: str) -> bytes:
    return (ROOT / "cases" / name).read_bytes()


def _documents(format: str) -> Iterator[tuple[str, bytes]]:
    """A small report in some layouts."""
    from tests.render import VARIANTS, reason_not_to, render

    chosen = [variant for variant in VARIANTS[format] if not reason_not_to(_REPORT, format, variant)]
    for variant in chosen[: 3 if format in ("docx", "xlsx", "pdf") else 6]:
        content = render(_REPORT, format, variant)
        if format in ("docx", "xlsx"):
            content = package_of(_slim(parts_of(content)), stored=False)
        elif format == "pdf":
            content = _plain_pdf(content)
        yield variant, content


def _slim(parts: dict[str, bytes]) -> dict[str, bytes]:
    """A package without what no reader looks at."""
    return {
        name: part
        for name, part in parts.items()
        if not any(word in name for word in ("theme", "thumbnail", "customXml", "docProps/app"))
    }


def _plain_pdf(content: bytes) -> bytes:
    """The file with its streams inflated where they are text, so that they can be changed."""
    root = content.rpartition(b"/Root ")[2].split(b" ")[0]
    return file_of(objects_of(content), b"/Root %s 0 R" % root)


def _mhtml(page: bytes) -> bytes:
    kind = 'multipart/related; boundary="x"; type="text/html"'
    head = f"From: <Saved>\r\nMIME-Version: 1.0\r\nContent-Type: {kind}\r\n\r\n"
    part = "--x\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    return head.encode() + part.encode() + page + b"\r\n--x--\r\n"


def _ole(stream: str = "WordDocument") -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64) + stream.encode("utf-16-le") + b"\0\0" + bytes(64)


def _open_document(kind: str) -> bytes:
    return package_of({"mimetype": f"application/vnd.oasis.opendocument.{kind}".encode(), "content.xml": b"<a/>"})


def _pictures() -> Iterator[tuple[str, bytes]]:
    from PIL import Image, ImageDraw

    image = Image.new("L", (60, 84), 255)
    ImageDraw.Draw(image).rectangle((10, 10, 50, 40), outline=0)
    for format in ("PNG", "JPEG", "BMP", "TIFF"):
        held = io.BytesIO()
        (image.convert("RGBA") if format == "PNG" else image).save(held, format, dpi=(200, 200))
        yield format.lower(), held.getvalue()


def _rule_files() -> Iterator[tuple[str, bytes]]:
    """Files of the national rulebook, each with its name in the first line; the large ones are not among them."""
    rules = ROOT / "rules"
    for name in _RULE_FILES:
        if (rules / name).exists():
            yield name.replace("/", "-"), f"# {name}\n".encode() + (rules / name).read_bytes()


def _overlays() -> Iterator[tuple[str, bytes]]:
    """The overlays of the rulebook."""
    folder = ROOT / "rules" / "overlays"
    for file in sorted(folder.glob("*.yaml")):
        yield file.stem, file.read_bytes()
    for file in sorted(folder.glob("*/overlay.yaml")):
        others = [other for other in sorted(file.parent.rglob("*.yaml")) if other != file]
        text = file.read_bytes()
        for other in others[:2]:
            text += f"\n#-- {other.relative_to(file.parent).as_posix()}\n".encode() + other.read_bytes()
        yield file.parent.name, text


def _roster_book() -> bytes:
    from openpyxl import Workbook

    book, held = Workbook(), io.BytesIO()
    assert book.active is not None
    for line in _ROSTER.splitlines():
        book.active.append([field.strip('"') for field in line.split(",")])
    book.save(held)
    with zipfile.ZipFile(io.BytesIO(held.getvalue())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if "docProps" not in name}
    return package_of(_slim(parts), stored=False)


def _beside(report: bytes) -> bytes:
    """A report with last year's, a copy and two peers."""
    own = json.loads(report)
    before = {**own, "year": own["year"] - 1}
    peers = [{**own, "unit": {"name": name}} for name in ("青山县教育局", "青山县民政局")]
    return json.dumps({"own": own, "previous": before, "copy": own, "peers": peers}, ensure_ascii=False).encode()


def _carried(report: bytes) -> bytes:
    """What a page sends back about a report."""
    from engine.loading import load_rulebook
    from engine.readers import read_bytes
    from web.carried import carry

    text = carry(read_bytes(report, "a.json", load_rulebook()))
    fields = {"cell:requests/granted/total": "4", "text:overview": "新的文字。"}
    return json.dumps({"carried": json.loads(text), "fields": fields}, ensure_ascii=False).encode()


def _requests(report: bytes) -> Iterator[tuple[str, bytes]]:
    """Requests as browsers send them."""
    carried = json.dumps(json.loads(_carried(report))["carried"], ensure_ascii=False)
    file = 'name="file"; filename="年报.json"\r\nContent-Type: application/json'
    yield "start", _request("GET /?lang=en", [])
    yield "style", _request("GET /static/report.css", [])
    yield (
        "check",
        _request(
            "POST /check",
            [
                (file, report.decode()),
                ('name="lang"', "en"),
                ('name="published_on"', "2025-02-01"),
                ('name="kind"', ""),
            ],
        ),
    )
    fields = [
        ('name="carried"', carried),
        ('name="lang"', "zh"),
        ('name="name"', "a"),
        ('name="cell:requests/granted/total"', "4"),
    ]
    yield (
        "again",
        _request(
            "POST /again",
            [*fields, ('name="fix"', "requests/granted/total=3"), ('name="overlay"', "example-province")],
        ),
    )
    for form in ("json", "html"):
        yield form, _request(f"POST /download/{form}", fields)


def _answers() -> Iterator[tuple[str, bytes]]:
    """Documents as they pass between processes."""
    from engine.readers.document import Document, Grid, GridCell, Line
    from engine.reading import Notice

    document = Document((Line(1, None, "甲"), Grid(1, (GridCell(0, 0, "12"),))), notices=(Notice("a", {"b": 1}),))
    for protocol in (2, 5):
        yield f"document-{protocol}", pickle.dumps((True, document, {"a": Decimal("1.5")}), protocol)


def _desk_requests(report: bytes) -> Iterator[tuple[str, bytes]]:
    """Requests of people who are logged in, and of somebody who logs in."""
    from engine.loading import load_rulebook
    from engine.readers import read_bytes
    from engine.score import Engine
    from fuzz.targets.workbench import hand_in

    form = "content-type: application/x-www-form-urlencoded\n\nkey=KEY"
    yield "hand-in", hand_in(report.decode())
    yield (
        "login",
        b"POST /login\nhost: 127.0.0.1\ncontent-type: application/x-www-form-urlencoded\n\nname=x&password=y",
    )
    for name, who, line in (
        ("list", "reviewer", "GET /submissions?year=2024&unit=111&start=0"),
        ("seen", "reviewer", "GET /submissions/1"),
        ("document", "clerk", "GET /submissions/1/document"),
        ("file", "clerk", "GET /submissions/1/json"),
    ):
        yield name, f"{line}\nhost: 127.0.0.1\nas: {who}\n\n".encode()
    book = load_rulebook()
    found = Engine(book).score(read_bytes(_case("everything-wrong/wrong-k-sample.json"), "a.json", book)).findings
    gap, review = (next(f.fingerprint for f in found if f.status == status) for status in ("gap", "review"))
    for name, who, fields in (
        ("decisions", "reviewer", f"&finding={gap}&verdict=waive&reason=系统换代&expires_on=2030-01-01"),
        ("decisions", "second-reviewer", f"&finding={review}&verdict=dismiss&reason=已核对原件"),
        ("objections", "clerk", f"&finding={gap}&text=数字无误"),
        ("notes", "reviewer", "&text=再看"),
        ("approvals", "second-reviewer", "&decision=1&agreed=true"),
        ("answers", "reviewer", "&objection=1&upheld=false&text=不予采纳"),
    ):
        yield f"{name}-{who}", f"POST /submissions/1/{name}\nhost: 127.0.0.1\nas: {who}\n{form}{fields}".encode()


def _request(line: str, fields: list[tuple[str, str]]) -> bytes:
    head = f"{line}\nhost: 127.0.0.1:8000\norigin: http://127.0.0.1:8000\naccept-language: zh-CN\n"
    if not fields:
        return head.encode() + b"\n"
    parts = [f"--xx\r\nContent-Disposition: form-data; {name}\r\n\r\n{value}\r\n" for name, value in fields]
    return f"{head}content-type: multipart/form-data; boundary=xx\n\n{''.join(parts)}--xx--\r\n".encode()


if __name__ == "__main__":
    write()

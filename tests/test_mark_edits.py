"""Changes of XML parts and of packages: what is written where, as a tree would have it, and nothing else touched."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import etree

from engine.errors import Unusable
from engine.limits import DEFAULT
from engine.mark.package_edits import PackageEdits
from engine.mark.xml_edits import Edits
from tests.marked import canonical, parts, tree
from tests.packages import RELATIONS, R, relations, zipped

STRICT_R = "http://purl.oclc.org/ooxml/officeDocument/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def changed(source: str, *changes: tuple[str, str, str], encoding: str = "utf-8") -> str:
    """The source with changes: what (and for attributes which), at which element, and the text."""
    edits = Edits()
    root = tree(source.encode(encoding))
    for what, name, text in changes:
        element = root if root.tag == name else root.find(f".//{name}")
        if what == "remove":
            edits.remove(element)
        elif what.startswith("@"):
            edits.set(element, what[1:], text)
        else:
            getattr(edits, what)(element, text)
    return edits.applied(source.encode(encoding)).decode(encoding)


SOURCE = (
    "<?xml version='1.0'?>\n<a><!-- <b> --><b  x = '1'\n y='>'  /><c z=\"\"><d/>\u00a0é</c ><e></e></a>\n<!-- end -->"
)


@pytest.mark.parametrize(
    ("changes", "old", "new"),
    [
        ([], "", ""),
        ([("before", "b", "<n/>")], "<b ", "<n/><b "),
        ([("after", "b", "<n/>")], "/><c", "/><n/><c"),
        ([("before", "c", "<n/>"), ("before", "c", "<m/>")], "<c ", "<n/><m/><c "),
        ([("after", "c", "<n/>"), ("after", "c", "<m/>")], "</c >", "</c ><n/><m/>"),
        ([("after", "b", "<n/>"), ("before", "c", "<m/>")], "<c ", "<n/><m/><c "),
        ([("before", "c", "<m/>"), ("after", "b", "<n/>")], "<c ", "<n/><m/><c "),
        ([("first_in", "c", "<n/>")], "<d/>", "<n/><d/>"),
        ([("last_in", "c", "<n/>")], "é</c", "é<n/></c"),
        ([("last_in", "c", "<n/>"), ("last_in", "c", "<m/>")], "é</c", "é<n/><m/></c"),
        ([("first_in", "c", "<n/>"), ("first_in", "c", "<m/>")], "<d/>", "<n/><m/><d/>"),
        ([("first_in", "e", "<n/>"), ("last_in", "e", "<m/>")], "<e></e>", "<e><n/><m/></e>"),
        ([("last_in", "e", "<m/>"), ("first_in", "e", "<n/>")], "<e></e>", "<e><n/><m/></e>"),
        ([("first_in", "d", "<n/>"), ("last_in", "d", "<m/>")], "<d/>", "<d><n/><m/></d>"),
        ([("last_in", "b", "<n/>")], "'  /><c", "'  ><n/></b><c"),
        ([("last_in", "a", "<n/>"), ("after", "e", "<m/>")], "</e></a>", "</e><m/><n/></a>"),
        ([("first_in", "a", "<n/>")], "<a>", "<a><n/>"),
        ([("first_in", "c", "<n/>"), ("before", "d", "<m/>")], "<d/>", "<n/><m/><d/>"),
        ([("@x", "b", "2")], "  x = '1'", ' x="2"'),
        ([("@y", "b", '<&"')], "\n y='>'", " y='&lt;&amp;\"'"),
        ([("@z", "c", "2")], ' z=""', ' z="2"'),
        ([("@n", "b", "2")], "<b  x", '<b n="2"  x'),
        ([("@n", "d", "2")], "<d/>", '<d n="2"/>'),
        ([("@n", "e", "1"), ("@m", "e", "2")], "<e>", '<e m="2" n="1">'),
        ([("@n", "e", "1"), ("@n", "e", "2")], "<e>", '<e n="2">'),
        ([("@n", "d", "2"), ("last_in", "d", "<m/>")], "<d/>", '<d n="2"><m/></d>'),
        ([("remove", "c", "")], '<c z=""><d/>\u00a0é</c >', ""),
        ([("remove", "d", ""), ("before", "d", "<n/>"), ("after", "d", "<m/>")], "<d/>", "<n/><m/>"),
        ([("remove", "b", ""), ("last_in", "b", "<n/>"), ("@x", "b", "3")], "<b  x = '1'\n y='>'  />", ""),
    ],
)
def test_what_is_written_where(changes: list[tuple[str, str, str]], old: str, new: str) -> None:
    """All that is not named stays as it was, to the last blank."""
    assert changed(SOURCE, *changes) == SOURCE.replace(old, new, 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_of_parts(encoding: str) -> None:
    source = SOURCE.replace("'1.0'", f"'1.0' encoding='{encoding.removesuffix('-sig')}'")
    assert changed(source, ("after", "d", "<n>丙</n>"), encoding=encoding) == source.replace("<d/>", "<d/><n>丙</n>")


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be"])
def test_the_order_of_bytes_stays(name: str) -> None:
    content = "\ufeff<a><b/></a>".encode(name)
    edits = Edits()
    edits.before(tree(content)[0], "丙")
    assert edits.applied(content) == "\ufeff<a>丙<b/></a>".encode(name)


def test_other_encodings_are_refused() -> None:
    content = "<?xml version='1.0' encoding='gbk'?><a>中</a>".encode("gbk")
    edits = Edits()
    assert edits.applied(content) == content  # nothing is to be written
    edits.last_in(tree(content), "丙")
    with pytest.raises(Unusable) as refused:
        edits.applied(content)
    assert refused.value.key == "mark.encoding"


def test_a_part_that_is_another_than_its_tree_is_refused() -> None:
    edits = Edits()
    edits.last_in(tree(b"<a/>"), "<n/>")
    with pytest.raises(Unusable) as refused:
        edits.applied(b"<a>")
    assert refused.value.key == "package.broken"


NAMES = st.sampled_from("abc")
LEAVES = st.builds(
    lambda name, text: f"<{name} k='v'>{text}</{name}>" if text else f"<{name}/>",
    NAMES,
    st.sampled_from(["", "1", " "]),
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.builds(
        lambda name, kinds: f"<{name}>{'<!-- <a> -->'.join(kinds)}</{name}>", NAMES, st.lists(inner, max_size=3)
    ),
    max_leaves=12,
)
WAYS = st.sampled_from(["before", "after", "first_in", "last_in", "set"])
CHANGES = st.lists(st.tuples(WAYS, st.integers(0, 30)), max_size=8)
GENERATED = [Phase.explicit, Phase.generate]  # to make an example smaller takes too long


@settings(max_examples=50, deadline=None, phases=GENERATED, suppress_health_check=list(HealthCheck))
@given(inner=TREES, changes=CHANGES)
def test_changes_are_those_of_a_tree(inner: str, changes: list[tuple[str, int]]) -> None:
    """The same is done to a tree by its own means; of what comes twice, the later behind the earlier."""
    content = f"<r>{inner}</r>".encode()
    root, other = tree(content), tree(content)
    elements, others = list(root.iter("*"))[1:], list(other.iter("*"))[1:]
    edits = Edits()
    written: dict[tuple[str, int], list[Any]] = {}
    for number, (what, index) in enumerate(changes):
        at = index % len(elements)
        if what == "set":
            edits.set(elements[at], "k", str(number))
            others[at].set("k", str(number))
            continue
        getattr(edits, what)(elements[at], f"<n{number}/>")
        written.setdefault((what, at), []).append(etree.Element(f"n{number}"))
    for (what, at), new in written.items():
        place(what, others[at], new)
    assert canonical(edits.applied(content)) == canonical(other)


def place(what: str, element: Any, new: list[Any]) -> None:
    """By the means of a tree, whose texts belong to the elements before them."""
    parent = element.getparent()
    if what == "before":
        for item in new:  # what was put behind the element before comes first
            element.addprevious(item)
    elif what == "after":
        tail, element.tail = element.tail, None
        for item in reversed(new):
            parent.insert(parent.index(element) + 1, item)
        new[-1].tail = tail
    elif what == "first_in":
        text, element.text = element.text, None
        for item in reversed(new):
            element.insert(0, item)
        new[-1].tail = text
    else:
        element.extend(new)


# Packages


def package(extra: dict[str, str | bytes] | None = None) -> bytes:
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{TYPES}"><Default Extension="PNG" ContentType="image/png"/>'
            f'<Override PartName="/word/document.xml" ContentType="{KIND}"/></Types>',
            "_rels/.rels": relations({"word/document.xml": "officeDocument"}),
            "word/document.xml": "<a/>",
            **(extra or {}),
        }
    )


def test_new_parts_get_the_first_name_that_is_free() -> None:
    edits = PackageEdits(package({"Word/Comments1.xml": "<a/>"}), DEFAULT)
    assert edits.free_name("word/other{}.xml") == "word/other1.xml"
    assert edits.free_name("word/comments{}.xml") == "word/comments2.xml"  # names are the same in any case
    edits.put("word/comments2.xml", b"<b/>")
    assert edits.free_name("word/comments{}.xml") == "word/comments3.xml"
    assert parts(edits.written())["word/comments2.xml"] == b"<b/>"


def test_relations_and_types_are_told_once_each() -> None:
    own = f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rIdMark2" Type="x" Target="y"/></Relationships>'
    edits = PackageEdits(package({"word/_rels/document.xml.rels": own}), DEFAULT)
    assert [
        edits.relate("word/document.xml", "comments", "word/comments1.xml", False),
        edits.relate("word/document.xml", "drawing", "media/a.vml", True),
        edits.relate("main.xml", "drawing", "word/b&c.vml", False),
    ] == ["rIdMark1", "rIdMark3", "rIdMark1"]
    edits.declare("word/comments1.xml", "a/b")
    edits.declare_extension("vml", "c/d")
    edits.declare_extension("png", "e/f")  # is told already
    found = parts(edits.written())
    new = f'<Relationship Id="rIdMark1" Type="{R}/comments" Target="comments1.xml"/>'
    new += f'<Relationship Id="rIdMark3" Type="{STRICT_R}/drawing" Target="../media/a.vml"/>'
    assert found["word/_rels/document.xml.rels"].decode() == own.replace("</Rel", new + "</Rel")
    assert found["_rels/main.xml.rels"].decode() == (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="{RELATIONS}">'
        f'<Relationship Id="rIdMark1" Type="{R}/drawing" Target="word/b&amp;c.vml"/></Relationships>'
    )
    assert found["[Content_Types].xml"].decode() == (
        f'<Types xmlns="{TYPES}"><Default Extension="vml" ContentType="c/d"/>'
        '<Default Extension="PNG" ContentType="image/png"/>'
        f'<Override PartName="/word/document.xml" ContentType="{KIND}"/>'
        '<Override PartName="/word/comments1.xml" ContentType="a/b"/></Types>'
    )


def test_parts_with_prefixes_declare_what_is_written_into_them() -> None:
    types = f'<t:Types xmlns:t="{TYPES}"><t:Override PartName="/word/document.xml" ContentType="{KIND}"/></t:Types>'
    rels = f'<p:Relationships xmlns:p="{RELATIONS}"/>'
    edits = PackageEdits(package({"[Content_Types].xml": types, "word/_rels/document.xml.rels": rels}), DEFAULT)
    edits.declare("a.xml", "a/b")
    edits.declare_extension("vml", "c/d")
    edits.relate("word/document.xml", "comments", "word/a.xml", False)
    found = parts(edits.written())
    assert [item.tag for item in tree(found["[Content_Types].xml"])] == [
        f"{{{TYPES}}}{name}" for name in ("Default", "Override", "Override")
    ]
    assert [item.tag for item in tree(found["word/_rels/document.xml.rels"])] == [f"{{{RELATIONS}}}Relationship"]


def entries(content: bytes) -> list[tuple[Any, ...]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [
            (item.filename, item.date_time, item.compress_type, item.external_attr, archive.read(item))
            for item in archive.infolist()
        ]


def test_parts_that_stay_keep_order_time_and_way_of_packing() -> None:
    stream = io.BytesIO(package())
    with zipfile.ZipFile(stream, "a") as archive:
        stored = zipfile.ZipInfo("media/a.png", (2020, 5, 17, 10, 30, 8))
        stored.external_attr = 0o640 << 16
        archive.writestr(stored, b"\x89PNG")
    content = stream.getvalue()
    edits = PackageEdits(content, DEFAULT)
    root = edits.root("word/document.xml")
    assert root is not None
    edits.edits("word/document.xml").last_in(root, "<n/>")
    edits.put("word/new.xml", b"<n/>")
    before, after = entries(content), entries(edits.written())
    name, when, packing, attributes, _ = before[2]
    assert name == "word/document.xml"
    before[2] = (name, when, packing, attributes, b"<a><n/></a>")
    new = ("word/new.xml", (1980, 1, 1, 0, 0, 0), zipfile.ZIP_DEFLATED, 0o600 << 16, b"<n/>")
    assert before[-1] == ("media/a.png", (2020, 5, 17, 10, 30, 8), zipfile.ZIP_STORED, 0o640 << 16, b"\x89PNG")
    assert after == [*before, new]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_of_names_that_come_twice_the_one_that_is_read_is_changed() -> None:
    """A zip file may hold one name twice, in any case and with either slash; readers take the last."""
    stream = io.BytesIO(package())
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("/Word\\Document.xml", "<b/>")
    edits = PackageEdits(stream.getvalue(), DEFAULT)
    root = edits.root("word/document.xml")
    assert root is not None
    assert root.tag == "b"
    edits.edits("word/document.xml").last_in(root, "<n/>")
    found = entries(edits.written())
    assert [(item[0], item[-1]) for item in found[2:]] == [
        ("word/document.xml", b"<a/>"),
        ("/Word\\Document.xml", b"<b><n/></b>"),
    ]


def test_a_part_that_nobody_reads_may_not_be_damaged_all_the_same() -> None:
    """It could not be copied."""
    content = bytearray(package({"media/a.bin": b"0123456789" * 50}))
    content[content.index(b"media/a.bin") + len("media/a.bin") + 5] ^= 0xFF
    edits = PackageEdits(bytes(content), DEFAULT)
    with pytest.raises(Unusable) as refused:
        edits.written()
    assert refused.value.key == "package.broken"


def test_a_part_that_was_read_already_is_not_read_again() -> None:
    edits = PackageEdits(package(), DEFAULT)
    known = tree(b"<a/>")
    edits.know("word/document.xml", known)
    assert edits.root("word/document.xml") is known
    assert edits.root("word/none.xml") is None
    assert edits.root("_rels/.rels") is edits.root("_rels/.rels")

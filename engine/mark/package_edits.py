"""Parts that change in an office package, and parts that come to it; all others stay as they are."""

from __future__ import annotations

import io
import posixpath
import warnings
import zipfile
from collections.abc import Mapping

from lxml import etree

from engine.errors import Unusable
from engine.limits import Limits
from engine.mark.xml_edits import Edits, quoteattr
from engine.readers.formats.package import Package, open_package

_TYPES = "[Content_Types].xml"
_TYPES_URI = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS_URI = "http://schemas.openxmlformats.org/package/2006/relationships"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_TRANSITIONAL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NO_TIME = (1980, 1, 1, 0, 0, 0)  # the first that a zip file can say
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


class PackageEdits:
    """What changes in a package."""

    def __init__(self, content: bytes, limits: Limits) -> None:
        self.package: Package = open_package(content, limits)
        self._content = content
        self._edits: dict[str, Edits] = {}
        self._roots: dict[str, etree._Element | None] = {}
        self._raw: dict[str, bytes] = {}
        self._relations: dict[str, list[str]] = {}

    def root(self, name: str) -> etree._Element | None:
        """The tree of a part, the same each time; ``None`` if there is no such part."""
        if name not in self._roots:
            self._roots[name] = self.package.xml(name)
        return self._roots[name]

    def know(self, name: str, root: etree._Element) -> None:
        """Use this tree of a part, which was read already."""
        self._roots[name] = root

    def edits(self, name: str) -> Edits:
        """What is written into a part that is there."""
        return self._edits.setdefault(name, Edits())

    def put(self, name: str, content: bytes) -> None:
        """Add a part, or replace one."""
        self._raw[name] = content

    def free_name(self, pattern: str) -> str:
        """A name for a new part: ``pattern`` with the first number for its ``{}`` that no part has."""
        return next(
            name
            for number in range(1, 100_000)
            if (name := pattern.format(number)) not in self.package and name not in self._raw
        )

    def strict(self, name: str) -> bool:
        """Whether the part is written in the namespaces of ISO 29500 Strict."""
        return b"http://purl.oclc.org/ooxml/" in self.package.read(name)

    def declare(self, name: str, content_type: str) -> None:
        """Say what kind of part a new one is."""
        root = self.root(_TYPES)
        if root is None:
            raise Unusable("package.broken")
        written = f"PartName={quoteattr('/' + name)} ContentType={quoteattr(content_type)}"
        self.edits(_TYPES).last_in(root, f"<Override{_namespace(root, _TYPES_URI)} {written}/>")

    def declare_extension(self, extension: str, content_type: str) -> None:
        """Say what kind of parts those are whose names end so, unless that is said."""
        root = self.root(_TYPES)
        if root is None:
            raise Unusable("package.broken")
        known = {default.get("Extension", "").lower() for default in root.iter("{*}Default")}
        if extension not in known:
            written = f"Extension={quoteattr(extension)} ContentType={quoteattr(content_type)}"
            self.edits(_TYPES).first_in(root, f"<Default{_namespace(root, _TYPES_URI)} {written}/>")

    def relate(self, part: str, kind: str, target: str, strict: bool) -> str:
        """Relate a part to another; the id of the new relation."""
        root = self.root(_relations_of(part))
        taken = {relation.get("Id") for relation in (() if root is None else root.iter("{*}Relationship"))}
        written = self._relations.setdefault(part, [])
        numbers = (f"rIdMark{number}" for number in range(len(written) + 1, 1_000_000))
        identity = next(name for name in numbers if name not in taken)
        uri = f"{_STRICT if strict else _TRANSITIONAL}/{kind}"
        relative = posixpath.relpath("/" + target, posixpath.dirname("/" + part))
        written.append(f"Id={quoteattr(identity)} Type={quoteattr(uri)} Target={quoteattr(relative)}")
        return identity

    def _write_relations(self) -> None:
        for part, relations in self._relations.items():
            name = _relations_of(part)
            root = self.root(name)
            namespace = "" if root is None else _namespace(root, _RELATIONS_URI)
            written = "".join(f"<Relationship{namespace} {relation}/>" for relation in relations)
            if root is None:
                self.put(name, f'{HEAD}<Relationships xmlns="{_RELATIONS_URI}">{written}</Relationships>'.encode())
            else:
                self.edits(name).last_in(root, written)

    def written(self) -> bytes:
        """The package with all that changed; once."""
        self._write_relations()
        changed = {name: edits.applied(self.package.read(name)) for name, edits in self._edits.items()}
        return _rewritten(self._content, {**changed, **self._raw})


def _relations_of(part: str) -> str:
    folder, base = posixpath.split(part)
    return posixpath.join(folder, "_rels", base + ".rels")


def _namespace(root: etree._Element, uri: str) -> str:
    """What an element written without a prefix must declare."""
    return "" if root.prefix is None else f' xmlns="{uri}"'


def _rewritten(content: bytes, changed: Mapping[str, bytes]) -> bytes:
    """The zip file with these parts changed or added, the others copied with their names and times."""
    waiting = {_plain(name): (name, part) for name, part in changed.items()}
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of names that come twice, as they did in the file
        last = {_plain(entry.filename): entry for entry in old.infolist()}
        for entry in old.infolist():
            found = waiting.pop(_plain(entry.filename), None) if last[_plain(entry.filename)] is entry else None
            new.writestr(_entry(entry.filename, entry), _copied(old, entry) if found is None else found[1])
        for name, part in waiting.values():
            new.writestr(_entry(name, None), part)
    return stream.getvalue()


def _copied(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """A part that stays; the readers look at few, so that this one may be damaged."""
    try:
        return archive.read(entry)
    except Exception:  # zipfile raises whatever the damage leads to
        raise Unusable("package.broken") from None


def _entry(name: str, like: zipfile.ZipInfo | None) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _NO_TIME if like is None else like.date_time)
    entry.compress_type = zipfile.ZIP_DEFLATED if like is None else like.compress_type
    entry.create_system = 0
    entry.external_attr = 0 if like is None else like.external_attr
    return entry


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()

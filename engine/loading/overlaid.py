"""The rulebook with overlays on it, and the same without those that do not apply to a report."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace

from engine.loading.apply import apply, not_to_be_changed
from engine.loading.build import applies_of, build
from engine.loading.layers import Layer, joint_digest
from engine.loading.overlay_file import OverlayFile
from engine.loading.shapes import validated
from engine.loading.tree import Page, Tree
from engine.overlays import Overlay, applying
from engine.rulebook import Applies, Rulebook, Text

_MOST_SCOPES = 4  # different ones: there is a rulebook for each combination of them
_EVERYTHING = (Applies(), ())


def build_overlaid(texts: Mapping[str, bytes], base: Rulebook, layers: Sequence[Layer]) -> Rulebook:
    """``base``, which was built from ``texts``, with ``layers`` on it.

    Raises:
        RulebookError: an overlay says something that cannot be used.
    """
    overlays = overlays_of(layers)
    tree = Tree({name: content.decode() for name, content in texts.items()})
    books = {}
    for kept in _combinations(overlays, layers):
        used = [layer for layer, overlay in zip(layers, overlays, strict=True) if overlay.id in kept]
        books[kept] = replace(
            _book(tree, base, used),
            overlays=tuple(overlay for overlay in overlays if overlay.id in kept),
            left_out=tuple(overlay for overlay in overlays if overlay.id not in kept),
        )
    whole = books.pop(tuple(overlay.id for overlay in overlays))
    for layer, overlay in zip(layers, overlays, strict=True):
        if overlay.document not in whole.documents:
            raise layer.fault(f"unknown document {overlay.document!r}", "document")
    return replace(whole, narrower=books)


def overlaid_tree(texts: Mapping[str, str], base: Rulebook, layers: Sequence[Layer]) -> Tree:
    """The files of a rulebook as overlays leave them.

    Raises:
        RulebookError: an overlay says something that cannot be used.
    """
    tree = Tree.of(texts).fork()
    for layer in layers:
        apply(tree, layer, base)
    return tree


def _book(tree: Tree, base: Rulebook, layers: Sequence[Layer]) -> Rulebook:
    if not layers:
        return base
    digest = joint_digest(base.digest, layers)
    return build(overlaid_tree(tree, base, layers), digest)


def overlays_of(layers: Sequence[Layer]) -> list[Overlay]:
    """What the overlays say of themselves.

    Raises:
        RulebookError: the file of one of them has another shape.
    """
    found: list[Overlay] = []
    ids: dict[Page, str] = {}
    for layer in layers:
        not_to_be_changed(layer)
        file = validated(OverlayFile, layer.raw, layer.fault)
        if layer.name and layer.name != file.id:
            raise layer.fault(f"the overlay {layer.name} must have this id", "id")
        if file.id in ids.values():
            raise layer.fault(f"another overlay has the id {file.id}", "id")
        ids[layer.page] = file.id
        overlay = Overlay(
            id=file.id,
            version=file.version,
            title=Text(file.title.zh, file.title.en),
            document=file.document,
            extends=tuple(ids[page] for page in layer.extends),
            applies=applies_of(file.applies),
            regions=file.applies.regions,
        )
        found.append(overlay)
    return found


def _combinations(overlays: Sequence[Overlay], layers: Sequence[Layer]) -> list[tuple[str, ...]]:
    """The overlays that may apply to a report together, all of them first."""
    scopes = list(dict.fromkeys((o.applies, o.regions) for o in overlays if (o.applies, o.regions) != _EVERYTHING))
    if len(scopes) > _MOST_SCOPES:
        raise layers[-1].fault(f"more than {_MOST_SCOPES} overlays that are for different reports", "applies")
    found = []
    for size in range(len(scopes) + 1):
        for failing in itertools.combinations(scopes, size):
            found.append(applying(overlays, [(o.applies, o.regions) not in failing for o in overlays]))
    return list(dict.fromkeys(found))

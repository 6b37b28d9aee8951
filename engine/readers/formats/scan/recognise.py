"""Characters in pictures, by RapidOCR with the models inside its wheel: nothing is downloaded.

The same picture gives the same text: the number of threads is fixed, and pieces are sorted before they are batched.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from engine.errors import Unusable
from engine.readers.formats.scan.picture import Box, Gray

if TYPE_CHECKING:
    from rapidocr import RapidOCR

_THREADS = 2
_BATCH, _BATCH_WIDTH = 16, 2_400  # pieces, and pixels of their widths: memory grows with both
_WIDEST = 32  # times its height that a piece may be wide: longer than any line of a page, and memory grows with it
_HEIGHT = 48  # that the recogniser wants
_FOUND_ON = 1_100_000  # pixels on which text is found: A4 at 100 dots an inch; memory grows with them
_LONGEST = 2_000  # pixels of a side, there
_lock = threading.Lock()  # RapidOCR keeps the last picture's size in itself


@dataclass(frozen=True, slots=True)
class Text:
    """What was read, and how sure (0 to 1): its least sure character, and all on the average. Nothing is not sure."""

    text: str
    sure: float = 0.0
    mean: float = 0.0


def read_pieces(pieces: Sequence[Gray]) -> list[Text]:
    """The text of each piece, which holds a single line, in their order.

    Raises:
        Unusable: the recogniser is not installed.
    """
    order = sorted(range(len(pieces)), key=lambda i: (pieces[i].shape[1] / pieces[i].shape[0], i))
    texts = [Text("")] * len(pieces)
    for batch in _batches(order, pieces):
        for index, text in zip(batch, _read([_coloured(pieces[i]) for i in batch]), strict=True):
            texts[index] = text
    return texts


def _batches(order: Sequence[int], pieces: Sequence[Gray]) -> Iterator[list[int]]:
    """The pieces in batches, the narrow ones first; all of a batch are as wide as its last."""
    batch: list[int] = []
    for index in order:
        height, width = pieces[index].shape
        if batch and (len(batch) == _BATCH or (len(batch) + 1) * width * _HEIGHT > _BATCH_WIDTH * height):
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def text_boxes(page: Gray) -> list[Box]:
    """Where lines of text, or parts of lines, stand on a straight page; in no particular order.

    Raises:
        Unusable: the recogniser is not installed.
    """
    scale = min(0.5, (_FOUND_ON / page.size) ** 0.5, _LONGEST / max(page.shape))
    height, width = (max(1, round(side * scale)) for side in page.shape)
    small = cv2.resize(page, (width, height), interpolation=cv2.INTER_AREA)
    with _running() as model:
        found: Any = model(_rgb(small), use_det=True, use_cls=False, use_rec=False)
    boxes: list[Box] = []
    for corners in found.boxes if found.boxes is not None else ():
        xs, ys = corners[:, 0] / scale, corners[:, 1] / scale
        boxes.append((round(xs.min()), round(ys.min()), round(xs.max()), round(ys.max())))
    return boxes


@contextmanager
def _running() -> Iterator[RapidOCR]:
    """The model, for one at a time.

    Raises:
        MemoryError: there was too little for it.
    """
    with _lock:
        model = _model()
        from rapidocr.inference_engine.onnxruntime.main import ONNXRuntimeError

        try:
            yield model
        except ONNXRuntimeError:  # of pictures of this size there is no other reason to fail
            raise MemoryError from None


@cache
def _model() -> RapidOCR:
    import rapidocr

    return rapidocr.RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "Global.max_side_len": 100_000,  # the page has its size already
            "Global.return_word_box": True,  # for the confidence of each character
            "Det.limit_type": "max",  # nothing is enlarged, however narrow
            "Det.limit_side_len": _LONGEST,
            # Named, so that nothing is looked for elsewhere and nothing is downloaded.
            "Det.model_path": _file(rapidocr, "det"),
            "Rec.model_path": _file(rapidocr, "rec"),
            "Rec.rec_batch_num": _BATCH,
            "Rec.rec_img_shape": [3, _HEIGHT, _HEIGHT],  # single figures are not widened to a line
            "EngineConfig.onnxruntime.intra_op_num_threads": _THREADS,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def _file(package: Any, kind: str) -> str:
    files = sorted((Path(package.__file__).parent / "models").glob(f"*_{kind}_*.onnx"))
    if not files:
        raise Unusable("ocr.not_installed")
    return str(files[-1])


def _read(pieces: Sequence[Gray]) -> list[Text]:
    with _running() as model:
        read: Any = model.recognize_txt(list(pieces))
    texts = []
    for text, mean, words in zip(read.txts, read.scores, read.word_results, strict=True):
        texts.append(Text(text.strip(), min(words.confs), mean) if text.strip() else Text(""))
    return texts


def _coloured(piece: Gray) -> Gray:
    height, width = piece.shape
    if width > _WIDEST * height:
        piece = cv2.resize(piece, (_WIDEST * height, height), interpolation=cv2.INTER_AREA)
    return _rgb(piece)


def _rgb(page: Gray) -> Gray:
    return np.repeat(page[:, :, None], 3, axis=2)

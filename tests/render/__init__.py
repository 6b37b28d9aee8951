"""Reports as documents of every format, laid out as offices lay them out: the oracle of the readers' tests.

Independent of the readers: from the engine it takes the order of rows and columns, nothing else.
"""

from tests.render.formats import VARIANTS, expected, loose, own_text, reason_not_to, render, style_of
from tests.render.office import pdf_by_office

__all__ = ["VARIANTS", "expected", "loose", "own_text", "pdf_by_office", "reason_not_to", "render", "style_of"]

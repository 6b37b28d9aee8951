"""Writes the OpenAPI document: ``python -m web.workbench.api FILE``."""

from __future__ import annotations

import sys
from pathlib import Path

from engine.json_text import dumps
from web.workbench.api.app import create_api, description

Path(sys.argv[1]).write_text(dumps(description(create_api(None))) + "\n", encoding="utf-8")

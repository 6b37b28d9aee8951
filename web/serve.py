"""Serves the pages on loopback, and opens them in a browser."""

from __future__ import annotations

import contextlib
import socket
import threading
import webbrowser
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI

_LOOPBACK = "127.0.0.1"


class AddressInUse(OSError):
    """Another program listens on the port."""


def run(app: FastAPI, port: int, open_page: bool, tell: Callable[[str], None]) -> None:
    """Serves until it is interrupted; port 0 takes any that is free. ``tell`` gets the address.

    What a proxy on this computer says of who asked is believed (X-Forwarded-For, X-Forwarded-Proto).

    Raises:
        AddressInUse: another program listens on the port.
    """
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((_LOOPBACK, port))
    except OSError as error:
        listening.close()
        raise AddressInUse from error
    address = f"http://{_LOOPBACK}:{listening.getsockname()[1]}/"
    config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
    tell(address)
    if open_page:
        threading.Timer(1.0, _open, (address,)).start()
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])


def _open(address: str) -> None:
    with contextlib.suppress(webbrowser.Error):
        webbrowser.open(address)

"""Serves the pages on loopback, and opens them in a browser."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import threading
import webbrowser
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI


class AddressInUse(OSError):
    """Another program listens on the port."""


def run(app: FastAPI, listen: str, port: int, open_page: bool, tell: Callable[[str], None]) -> None:
    """Serves on the address ``listen`` until it is interrupted; port 0 takes any that is free. ``tell`` gets the URL.

    What a proxy on this computer says of who asked is believed (X-Forwarded-For, X-Forwarded-Proto).

    Raises:
        AddressInUse: another program listens on the port, or the address is none of this computer's.
    """
    family = socket.AF_INET6 if ":" in listen else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((listen, port))
    except OSError as error:
        listening.close()
        raise AddressInUse from error
    host = f"[{listen}]" if ":" in listen else listen
    address = f"http://{host}:{listening.getsockname()[1]}/"
    # Not uvloop where it is there: of many who ask at once it lets some wait for seconds.
    config = uvicorn.Config(
        app, http="httptools", loop="asyncio", log_level="warning", access_log=False, server_header=False
    )
    tell(address)
    if open_page:
        threading.Timer(1.0, _open, (address,)).start()
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])


def is_loopback(address: str) -> bool:
    """Whether only this computer reaches an address."""
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _open(address: str) -> None:
    with contextlib.suppress(webbrowser.Error):
        webbrowser.open(address)

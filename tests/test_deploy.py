"""The files of deploy/: nginx as configured there before a real server; the unit as systemd reads it."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.benches import PASSWORD, furnish

pytest.importorskip("sqlalchemy")
httpx = pytest.importorskip("httpx")

ROOT = Path(__file__).parents[1]
NAME = "reports.example.gov.cn"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


def free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where nginx listens for https, before a server that is started as the unit starts it."""
    if NGINX is None or shutil.which("openssl") is None:
        pytest.skip("needs nginx and openssl")
    folder = tmp_path_factory.mktemp("site")
    database = f"sqlite:///{folder / 'workbench.db'}"
    furnish(database)
    server_port, port, plain_port = free(), free(), free()
    server = [sys.executable, "cli.py", *_command(server_port)]
    environment = {**os.environ, "COMPLIANCE_DATABASE": database}
    with _running(server, environment), _running(_nginx(folder, server_port, port, plain_port), None):
        where = f"https://127.0.0.1:{port}"
        for _ in range(400):
            with contextlib.suppress(httpx.HTTPError), _client(where) as client:
                if client.get("/static/bench.css").status_code == 200:
                    break
            time.sleep(0.1)
        yield where


def _command(port: int) -> list[str]:
    unit = (ROOT / "deploy" / "compliance.service").read_text()
    found = re.search(r"^ExecStart=\S+ (.*)$", unit, re.M)
    assert found is not None
    return found[1].replace("--port 8000", f"--port {port}").split()


def _nginx(folder: Path, server: int, port: int, plain: int) -> list[str]:
    """The configuration of deploy/ with other ports, a certificate of its own, and files in a folder."""
    key, certificate = folder / "key.pem", folder / "fullchain.pem"
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}"]
    subprocess.run([*make, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    told = (ROOT / "deploy" / "nginx.conf").read_text()
    told = told.replace("/etc/ssl/compliance", str(folder)).replace("127.0.0.1:8000", f"127.0.0.1:{server}")
    told = told.replace("listen 443", f"listen 127.0.0.1:{port}").replace("listen 80", f"listen 127.0.0.1:{plain}")
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.getuid() == 0 else ""
    conf = folder / "nginx.conf"
    conf.write_text(
        f"daemon off; {user} pid {folder}/pid; error_log {folder}/error.log;"
        f"events {{}} http {{ access_log off; {temporary}\n{told}\n}}"
    )
    assert NGINX is not None
    return [NGINX, "-c", str(conf), "-p", str(folder)]


@contextlib.contextmanager
def _running(command: list[str], environment: dict[str, str] | None) -> Iterator[None]:
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(20)
        process.kill()


def _client(where: str) -> Any:
    return httpx.Client(base_url=where, verify=_any_certificate(), headers={"host": NAME}, timeout=60)


def _any_certificate() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def log_in(client: Any, **more: str) -> Any:
    told = {"name": "clerk", "password": PASSWORD, **more}
    return client.post("/login", data=told, headers={"origin": f"https://{NAME}"})


def test_a_login_through_the_proxy_is_sent_by_https_only(site: str) -> None:
    with _client(site) as client:
        answer = log_in(client)
        cookie = answer.headers["set-cookie"]
        assert answer.status_code == 303
        assert cookie.startswith("__Host-login=")
        assert "Secure" in cookie
        secret = cookie.partition(";")[0]
        assert client.get("/desk", headers={"cookie": secret}).status_code == 200


def test_the_proxy_says_who_asks_and_nobody_else_does(site: str) -> None:
    """A client that claims another address at each guess is stopped all the same."""
    with _client(site) as client:
        found = []
        for n in range(7):
            told = {"name": "reviewer", "password": "guess guess guess"}
            headers = {"origin": f"https://{NAME}", "x-forwarded-for": f"10.9.8.{n}"}
            found.append(client.post("/login", data=told, headers=headers).status_code)
    assert found == [403] * 5 + [429] * 2


def test_other_names_are_not_answered(site: str) -> None:
    with _client(site) as client:
        assert client.get("/login", headers={"host": "evil.example"}).status_code == 421


def test_figures_of_the_server_are_not_for_everybody(site: str) -> None:
    with _client(site) as client:
        assert client.get("/metrics").status_code == 404
        assert "max-age" in client.get("/login").headers["strict-transport-security"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd")
def test_systemd_understands_the_unit(tmp_path: Path) -> None:
    unit = tmp_path / "compliance.service"
    told = (ROOT / "deploy" / "compliance.service").read_text()
    unit.write_text(told.replace("/opt/compliance/bin/compliance", sys.executable))
    found = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True)
    assert [line for line in found.stderr.splitlines() if unit.name in line] == []

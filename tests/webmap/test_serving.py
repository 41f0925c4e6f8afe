"""The real server: says when it serves, answers over TLS, and stops gracefully."""

import gc
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from flask import Flask

from geo.errors import InputError, StoreError
from geo.services.viewing import SQLAlchemyError
from webmap import warming
from webmap.diary.gazetteers import EXTENSION
from webmap.logs import LOGGER
from webmap.serving import check_port
from webmap.warming import WarmedLater, takes_long, warm_people_if_possible


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """Return a certificate for 127.0.0.1 that signs itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (tmp_path / "cert.pem").write_bytes(made.public_bytes(pem))
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (tmp_path / "key.pem").write_bytes(private)
    return tmp_path / "cert.pem", tmp_path / "key.pem"


@pytest.fixture
def server(
    folder: Path, certificate: tuple[Path, Path]
) -> Iterator[tuple[subprocess.Popen[str], int]]:
    port = free_port()
    code = "from webmap.cli import main; main()"
    options = ["--dir", str(folder), "--port", str(port)]
    tls = ["--tls-cert", str(certificate[0]), "--tls-key", str(certificate[1])]
    process = subprocess.Popen(
        [sys.executable, "-c", code, "serve", *options, *tls],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    yield process, port
    process.kill()
    process.communicate()


def test_it_serves_over_tls_and_stops_when_told(server: tuple[subprocess.Popen[str], int]) -> None:
    process, port = server
    assert process.stdout is not None
    assert process.stdout.readline() == f"serving https://127.0.0.1:{port}\n"
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    address = f"https://127.0.0.1:{port}/healthz"
    with urllib.request.urlopen(address, context=trusting, timeout=10) as answer:
        assert answer.read() == b'{"status":"ok"}\n'
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) == 0


def test_a_taken_port_is_named() -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        with pytest.raises(InputError, match=f"port {port} of 127.0.0.1 is taken"):
            check_port("127.0.0.1", port)


def test_a_large_district_is_made_ready_beside_the_workers(app: Flask) -> None:
    assert not takes_long(app)
    told: list[int] = []
    before = signal.signal(signal.SIGHUP, lambda number, _frame: told.append(number))
    try:
        later = WarmedLater(app, workers=1)
        later.before_fork()
        later.begin({1: object()})
        thread = next(one for one in threading.enumerate() if one.name == "warming")
        thread.join(60)
        later.before_fork()
    finally:
        signal.signal(signal.SIGHUP, before)
        gc.unfreeze()
    assert told == [signal.SIGHUP]
    assert EXTENSION in app.extensions


@pytest.mark.parametrize("fault", [SQLAlchemyError("locked"), StoreError("damaged")])
def test_a_night_that_fails_is_logged_and_the_next_one_follows(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, fault: Exception
) -> None:
    def failing(_app: Flask) -> None:
        raise fault

    monkeypatch.setattr(warming, "warm_people", failing)
    monkeypatch.setattr(LOGGER, "propagate", True)
    warm_people_if_possible(app)
    # a handler of the logger itself may hear the record once more than the root's
    assert {*caplog.messages} == {"whom to visit was not made ready"}

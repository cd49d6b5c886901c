"""Everything on this machine: embedded services where none are configured, web, workers, demonstration."""

from __future__ import annotations

import argparse
import fcntl
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.services import EmbeddedServices, ServiceError, ServiceUrls, data_dir
from config.supervisor import Supervisor

ROOT = Path(__file__).resolve().parents[3]
FIRST_PORT, LAST_PORT = 8000, 8020
WEB_READY_S = 60.0


class Command(BaseCommand):
    """Starts everything and stays in front until Ctrl-C."""

    help = "Start the database, the broker, the web server and the workers; Ctrl-C stops all of them."
    requires_system_checks = ()

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The options."""
        parser.add_argument("--no-demo", action="store_true", help="do not load the demonstration facility")
        parser.add_argument("--no-demo-run", action="store_true", help="load it, but do not begin a comparison")

    def handle(self, **options: Any) -> None:
        """Start, tend, stop."""
        folder = data_dir()
        folder.mkdir(parents=True, exist_ok=True)
        for number in (signal.SIGTERM, signal.SIGINT):  # also where a shell started us with SIGINT ignored
            signal.signal(number, _interrupt)
        try:
            with _only_one(folder), EmbeddedServices(folder) as urls:
                self._serve(folder, urls, demo=not options["no_demo"], begin=not options["no_demo_run"])
        except ServiceError as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            self.stdout.write("\n  Stopped.")

    def _serve(self, folder: Path, urls: ServiceUrls, *, demo: bool, begin: bool) -> None:
        port = _choose_port()
        environment = {
            **os.environ,
            "DATABASE_URL": urls.database or "",
            "VALKEY_URL": urls.valkey or "",
            "DATA_DIR": str(folder),
            "PORT": str(port),
            "FORESITE_SECRET_KEY": os.environ.get("FORESITE_SECRET_KEY") or _kept_secret(folder / "secret-key"),
            # Two cores are shared by web, engine and renderer: one numerical thread for each of them.
            "OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", "1"),
        }
        # Compiled once beside the rest of the start, else both workers would compile the same code at the same time.
        compiler = subprocess.Popen([sys.executable, "-m", "scenarios.simulation.warm"], cwd=ROOT, env=environment)
        try:
            self._manage(environment, "migrate", "--no-input", "--verbosity=0")
            if demo:
                self._manage(environment, "load_demo")
            compiler.wait()
        finally:
            compiler.terminate()
        supervisor = Supervisor(environment, folder / "logs")
        followers: list[subprocess.Popen[bytes]] = []
        try:
            for name, command in _children(port).items():
                supervisor.add(name, command)
            self._await_web(port, supervisor)
            self._greet(port, folder, demo=demo)
            if demo and begin:
                followers.append(_follow_demo(environment))
            while True:
                supervisor.tend()
                time.sleep(0.5)
        finally:
            for follower in followers:
                follower.terminate()
            supervisor.stop()

    def _manage(self, environment: dict[str, str], *arguments: str) -> None:
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        if subprocess.run(command, env=environment, check=False).returncode:
            raise CommandError(f"manage.py {arguments[0]} failed; see above.")

    def _await_web(self, port: int, supervisor: Supervisor) -> None:
        deadline = time.monotonic() + WEB_READY_S
        while time.monotonic() < deadline:
            with suppress(OSError, urllib.error.URLError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2).close()
                return
            supervisor.tend()
            time.sleep(0.1)
        raise CommandError("The web server did not answer; see logs/web.log in the data folder.")

    def _greet(self, port: int, folder: Path, *, demo: bool) -> None:
        self.stdout.write(f"\n  Foresite is at   http://localhost:{port}/")
        password = folder / "demo-password"
        if demo and password.exists():
            self.stdout.write("  Sign in as       planner@foresite.example")
            self.stdout.write(f"  Password         {password.read_text().strip()}")
        self.stdout.write("  Stop             Ctrl-C\n")
        self.stdout.flush()


def _children(port: int) -> dict[str, list[str]]:
    """What runs, by name: one web process, one worker for what is computed, one for what is rendered."""
    python = sys.executable
    worker = [python, "-m", "celery", "-A", "workers.app", "worker", "--loglevel=INFO", "--without-mingle"]
    return {
        "web": [python, "-m", "uvicorn", "config.asgi:application", "--host=127.0.0.1", f"--port={port}",
                "--no-access-log", "--ws-max-size=1048576", "--timeout-graceful-shutdown=3"],
        "simulate": [*worker, "-Q", "simulate,import,report,deliver", "-P", "prefork", "-c", "1", "-n", "simulate@%h"],
        "render": [*worker, "-Q", "render", "-P", "prefork", "-c", "1", "-n", "render@%h"],
        "sweeper": [python, str(ROOT / "manage.py"), "sweep", "--forever"],
    }  # fmt: skip


def _follow_demo(environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """Begin the comparison of the demonstration's variants and print its table when it is done."""
    command = [sys.executable, str(ROOT / "manage.py"), "begin_demo"]
    return subprocess.Popen(command, env=environment, start_new_session=True)


@contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    """Hold the data folder's lock; a second start says who has it."""
    with (folder / "up.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            lock.seek(0)
            raise CommandError(f"Foresite already runs on this data folder (process {lock.read().strip()}).") from error
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def _choose_port() -> int:
    """`PORT` if it is set and free; otherwise the first free one from 8000."""
    wanted = os.environ.get("PORT")
    if wanted:
        if not wanted.isdigit() or not 0 < int(wanted) < 65536:
            raise CommandError(f"PORT must be a number from 1 to 65535, not {wanted!r}.")
        if not _is_free(int(wanted)):
            raise CommandError(f"Port {wanted} is taken; set PORT to another one.")
        return int(wanted)
    for port in range(FIRST_PORT, LAST_PORT + 1):
        if _is_free(port):
            return port
    raise CommandError(f"Ports {FIRST_PORT} to {LAST_PORT} are all taken; set PORT.")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _kept_secret(path: Path) -> str:
    """The installation's secret key, made at the first start and readable by its owner only."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()


def _interrupt(*_: Any) -> None:
    raise KeyboardInterrupt

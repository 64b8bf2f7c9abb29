"""``stegvis run``: from nothing to an answer, a taken port, and a clean stop."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from contextlib import contextmanager

import pytest

#: The embedded database, whatever the suite itself runs on.
ENVIRON = {name: value for name, value in os.environ.items() if not name.startswith("STEGVIS_")}


def command(*words):
    return [sys.executable, "-m", "stegvis.site.cli", "run", *words]


@contextmanager
def running(data, stop):
    """The server on a free port, once it has said that it is ready; then told to stop."""
    process = subprocess.Popen(
        command("--port", "0", "--data", str(data)),
        env=ENVIRON, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    said = []
    try:
        for line in process.stdout:
            said.append(line)
            if ready := re.search(r"ready at (http://\S+)/", line):
                yield ready.group(1)
                break
        else:
            pytest.fail("".join(said))
    finally:
        process.send_signal(stop)
        process.communicate(timeout=60)
    assert process.returncode == 0


def fetched(url):
    with urllib.request.urlopen(url) as answer:
        return answer, answer.read().decode(errors="replace")


def test_it_serves_pages_with_their_assets_alone_on_its_port_and_stops_clean(tmp_path):
    data = tmp_path / "data"

    with running(data, signal.SIGINT) as url:
        assert fetched(f"{url}/halsa/")[1] == "ok\n"
        answer, page = fetched(f"{url}/")
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        for asset in set(re.findall(r'(?:href|src)="(/static/[^"#]+)"', page)):
            assert "immutable" in fetched(url + asset)[0].headers["Cache-Control"]
        other = tried("--port", url.rpartition(":")[2], "--data", str(tmp_path / "new"))

    assert other.returncode == 2
    assert (data / "postgres" / "PG_VERSION").exists()
    assert not (data / "postgres" / "postmaster.pid").exists()


def test_a_supervisor_stops_it_as_a_person_does(tmp_path):
    with running(tmp_path, signal.SIGTERM) as url:
        assert fetched(f"{url}/halsa/")[1] == "ok\n"

    assert not (tmp_path / "postgres" / "postmaster.pid").exists()


def tried(*words, **environ):
    """A start that is refused."""
    return subprocess.run(
        command(*words), env=ENVIRON | environ, capture_output=True, text=True, check=False,
        timeout=60,
    )  # fmt: skip


def test_a_taken_port_is_refused_with_a_sentence_before_anything_is_started(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen(1)
        port = str(taken.getsockname()[1])
        done = tried("--port", port, "--data", str(tmp_path / "new"))

    assert done.returncode == 2
    assert f"Cannot listen on 127.0.0.1:{port}" in done.stderr
    assert not (tmp_path / "new").exists()


def test_a_database_that_cannot_be_reached_is_told_and_not_a_traceback(tmp_path):
    nowhere = "postgresql://nobody@127.0.0.1:1/nowhere"

    done = tried("--port", "0", "--data", str(tmp_path), STEGVIS_DATABASE_URL=nowhere)

    assert done.returncode == 2
    assert done.stderr.startswith("The database cannot be opened.")
    assert "Traceback" not in done.stderr


#: What a process that is about to be forked into workers holds, as the system counts it.
THREADS = """
import os
from stegvis.site.commands import run
run.prepare(demo=True)
print("threads", len(os.listdir("/proc/self/task")))
"""


@pytest.mark.skipif(not os.path.isdir("/proc/self/task"), reason="only Linux counts them there")
def test_no_thread_runs_when_the_workers_are_forked(tmp_path):
    """A fork takes one thread along and the locks of all: what compiles a letter would hang."""
    done = subprocess.run(
        [sys.executable, "-c", THREADS],
        env=ENVIRON | {"STEGVIS_DATA": str(tmp_path)}, capture_output=True, text=True, timeout=300,
    )  # fmt: skip

    assert done.stdout.splitlines()[-1:] == ["threads 1"], done.stderr

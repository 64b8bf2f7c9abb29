"""``stegvis run``: from nothing to an answer, a taken port, and a clean stop."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from urllib.error import HTTPError

import psycopg
import pytest

from stegvis.site import database
from tests.factories import PLAN
from tests.repository import ROOT

NSW = ROOT / "examples" / "nsw"

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
            running.said = said
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


# --- The data folder ------------------------------------------------------------------------------


def stegvis(*words):
    """A command on the embedded database, run to its end."""
    return subprocess.run(
        [sys.executable, "-m", "stegvis.site.cli", *map(str, words)],
        env=ENVIRON, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


@contextmanager
def owner(data):
    """The owner's connection to the database in a folder, whose server goes when it is left."""
    words = "from stegvis.site import database as d; import sys; "
    words += "print(d.start_embedded(d.Path(sys.argv[1])), flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", words, str(data / "postgres")],
        env=ENVIRON, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as holding:  # fmt: skip
        address = database.parse_url(holding.stdout.readline().strip())
        with psycopg.connect(**address.conninfo(), autocommit=True) as connection:
            yield connection


def refused(done):
    assert "Traceback" not in done.stderr
    assert done.returncode == 2
    assert done.stderr.endswith("Nothing was done.\n")
    return done.stderr


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A data folder with this version's tables and nobody in them."""
    data = tmp_path_factory.mktemp("made")
    publish = ("definitions", "publish", PLAN, "--association", "Höglandet")
    assert stegvis(*publish, "--data", data).returncode == 0
    return data


@pytest.mark.parametrize("words", [("verify",), ("rederive",), ("user", "reset", "--email", "a@b")])
def test_what_only_reads_makes_no_data_in_a_folder_that_was_misspelt(tmp_path, words):
    said = refused(stegvis(*words, "--data", tmp_path / "misspelt"))

    assert said.startswith(f"There is no data of Stegvis in {tmp_path / 'misspelt'}.")
    assert not (tmp_path / "misspelt").exists()


def test_a_file_is_no_data_folder(tmp_path):
    (tmp_path / "file").write_text("something")

    said = refused(tried("--port", "0", "--data", str(tmp_path / "file")))

    assert f"{tmp_path / 'file'} cannot be used: it is not a folder" in said
    assert (tmp_path / "file").read_text() == "something"


def begin(data):
    """A server that begins, and is not waited for."""
    words = command("--port", "0", "--data", str(data))
    piped = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    return subprocess.Popen(words, env=ENVIRON, **piped)


def test_a_database_whose_making_was_broken_off_is_made_anew(tmp_path):
    begun = begin(tmp_path)
    while not [*tmp_path.glob("postgres.new-*/PG_VERSION")] and begun.poll() is None:
        time.sleep(0.005)
    begun.kill()
    begun.wait()

    with running(tmp_path, signal.SIGINT) as url:
        assert fetched(f"{url}/halsa/")[1] == "ok\n"


def test_two_that_start_at_once_on_a_new_folder_both_come_to_serve(tmp_path):
    both = [begin(tmp_path) for _ in range(2)]

    said = [process.stdout.readline() for process in both]
    for process in both:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)

    assert all("ready at" in line for line in said), said


# --- Data of another version ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "how"),
    [
        (
            "ALTER TABLE participants_participant RENAME given_name TO first_name",
            "ALTER TABLE participants_participant RENAME first_name TO given_name",
            "participants_participant differs in first_name, given_name",
        ),
        (
            "INSERT INTO django_migrations (app, name, applied)"
            " VALUES ('casework', '9999_x', now())",
            "DELETE FROM django_migrations WHERE name = '9999_x'",
            "it has casework.9999_x, which this one has not",
        ),
    ],
)
def test_tables_of_another_version_are_refused_with_a_sentence_and_left_alone(
    made, before, after, how
):
    with owner(made) as connection:
        connection.execute(before)

    for words in (["run", "--port", "0"], ["verify"]):
        said = refused(stegvis(*words, "--data", made))
        assert f"The tables were made by another version of Stegvis: {how}." in said
        assert "Run the version that made them" in said
    with owner(made) as connection:
        connection.execute(after)
    assert stegvis("verify", "--data", made).returncode == 0


def test_a_later_start_brings_tables_of_an_earlier_release_to_this_version(made):
    with owner(made) as connection:
        connection.execute("DROP TABLE mfa_authenticator")
        connection.execute("DELETE FROM django_migrations WHERE app = 'mfa'")

    assert stegvis("verify", "--data", made).returncode == 0


# --- The demonstration, in earnest ---------------------------------------------------------------


def test_whoever_takes_the_demonstration_in_earnest_is_told_what_it_is(tmp_path):
    name = "Höglandets samordningsförbund"
    fill = ("demo", "fill", "--people", "3", "--association", name, "--data", tmp_path)
    assert stegvis(*fill).returncode == 0

    cohort = stegvis("import", NSW, "--programme", "nsw", "--association", name, "--data", tmp_path)
    with running(tmp_path, signal.SIGINT) as url:
        with pytest.raises(HTTPError) as door:
            fetched(f"{url}/demonstration/")
        told = running.said

    assert (cohort.returncode, door.value.code) == (0, 404)
    assert f"{name} är demonstrationens här" in cohort.stderr
    assert f"Invented people of the demonstration are here: {name}.\n" in told
    assert any("Nobody signs in as its staff." in line for line in told)

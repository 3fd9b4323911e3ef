"""The built artifact, run over the runtime API against a small EC2."""

import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile

import pytest

FOLDER = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER))

import runtime_api  # noqa: E402

ROOT = FOLDER.parent.parent
LIMIT_BYTES = 5_000_000
LIMIT_MEGABYTES = 12
STANDBY = "eni-0847da0f62b486046"


@pytest.fixture(scope="session")
def artifact(tmp_path_factory):
    """The zip, built when it is not up to date."""
    path = tmp_path_factory.mktemp("artifact") / "vaer-failover.zip"
    subprocess.run([ROOT / "contrib/build-lambda", "--out", path], check=True, capture_output=True, cwd="/")
    return path


@pytest.fixture(scope="session")
def bootstrap(artifact):
    """The program out of the zip, with the zip's own permissions."""
    with zipfile.ZipFile(artifact) as archive:
        entry, = archive.infolist()
        assert entry.filename == "bootstrap"
        path = pathlib.Path(archive.extract(entry, artifact.parent))
    path.chmod(entry.external_attr >> 16)
    return path


@pytest.fixture
def task_root(tmp_path):
    return tmp_path


@contextlib.contextmanager
def started(bootstrap, task_root, region, *, command=None, tls=None, host="localhost",
            environment=runtime_api.VARIABLES, **options):
    """The program with its runtime and its region."""
    runtime = runtime_api.RuntimeAPI()
    with runtime_api.serving(runtime.answer) as port, runtime_api.serving(region.answer, tls) as endpoint_port:
        endpoint = f"http{'s' if tls else ''}://{host}:{endpoint_port}"
        process = runtime_api.Process(command or [bootstrap], port, endpoint, task_root, environment, **options)
        try:
            yield runtime, process
        finally:
            process.process.kill()


def pair_document():
    member = lambda name, instance, eni: {
        "name": name, "instance": instance, "interfaces": [{"name": "eni", "eni": eni}], "alarms": [],
    }
    return {
        "schema": "vaer/1", "kind": "pair", "name": "sfo-edge", "region": "us-west-1", "account": runtime_api.ACCOUNT,
        "vpc": "vpc-0bf5741eb0ef56a41",
        "members": [
            member("vAER-A", "i-045ebd27124159b6d", "eni-071b4d6cbf57de651"),
            member("vAER-B", "i-09ff574d23245419a", STANDBY),
        ],
        "routes": {"destinations": "all", "tables": "all", "protect": ["10.0.1.0/24"], "exclude": []},
        "failover": {"failback": "never", "status-checks": True, "paused": False},
        "notify": {"topic": None, "every-run": False},
        "timeout": "60s",
    }


def test_the_zip_is_small_and_needs_nothing(artifact, bootstrap):
    assert artifact.stat().st_size <= LIMIT_BYTES
    assert os.access(bootstrap, os.X_OK)
    described = subprocess.run(["file", "-b", bootstrap], capture_output=True, text=True, check=True).stdout
    assert "statically linked" in described
    dynamic = subprocess.run(["readelf", "-d", bootstrap], capture_output=True, text=True, check=True).stdout
    assert "NEEDED" not in dynamic


def test_the_four_variables_alone_move_the_routes_of_a_stopped_router(bootstrap, task_root):
    region = runtime_api.Region()
    region.states["i-045ebd27124159b6d"] = "stopped"
    with started(bootstrap, task_root, region) as (runtime, process):
        kind, report = runtime.invoke(runtime_api.event())
        lines = process.end()
    assert kind == "response"
    assert report["kind"] == "failover-report"
    assert report["pair"] == "edge-failover"
    assert [route["outcome"] for route in report["routes"]] == ["moved", "moved"]
    assert set(region.routes.values()) == {STANDBY}
    assert set(region.calls) == {"DescribeInstances", "DescribeRouteTables", "ReplaceRoute"}
    documents = [json.loads(line) for line in lines]
    assert documents[0] == report
    assert documents[1]["moves"] == 2


def test_the_file_beside_the_code_wins_over_the_variables(bootstrap, task_root):
    (task_root / "pair.json").write_text(json.dumps(pair_document()))
    region = runtime_api.Region(routes=3)
    region.states["i-045ebd27124159b6d"] = "stopping"
    with started(bootstrap, task_root, region) as (runtime, _):
        _, report = runtime.invoke(runtime_api.event(state="stopping"))
        _, again = runtime.invoke(runtime_api.event(state="stopped"))
    assert report["pair"] == "sfo-edge"
    assert region.routes["10.0.1.0/24"] != STANDBY
    assert region.calls.count("ReplaceRoute") == 2
    assert "DescribeInstanceStatus" in region.calls
    assert again["verdict"] == {"kind": "steady"}


@pytest.mark.parametrize("event", ["{", '"text"', {"source": "aws.s3", "detail-type": "x"}, runtime_api.event(region="eu-west-1")])
def test_what_is_no_event_of_the_pair_is_rejected_without_a_call(bootstrap, task_root, event):
    region = runtime_api.Region()
    with started(bootstrap, task_root, region) as (runtime, _):
        kind, answer = runtime.invoke(event)
    assert kind == "response"
    assert answer["kind"] == "event-rejected"
    assert region.calls == []


def test_the_manuals_test_event_moves_nothing_and_says_how_to_rehearse(bootstrap, task_root):
    region = runtime_api.Region()
    with started(bootstrap, task_root, region) as (runtime, _):
        _, report = runtime.invoke(runtime_api.event(state="pending"))
        assert "ReplaceRoute" not in region.calls
        assert '"vaer": {"assume": "down"}' in report["reason"]
        _, report = runtime.invoke(runtime_api.event(state="pending", vaer={"assume": "down"}))
    assert report["verdict"] == {"kind": "failover", "failed": "first"}
    assert set(region.routes.values()) == {STANDBY}


def test_a_refused_move_is_a_function_error(bootstrap, task_root):
    region = runtime_api.Region()
    region.states["i-045ebd27124159b6d"] = "stopped"
    region.refused["ReplaceRoute"] = "UnauthorizedOperation"
    with started(bootstrap, task_root, region) as (runtime, _):
        kind, answer = runtime.invoke(runtime_api.event())
    assert kind == "error"
    assert answer["errorType"] == "FailoverIncomplete"
    assert "2 of 2 routes not moved" in answer["errorMessage"]
    assert "UnauthorizedOperation" in answer["errorMessage"]


def test_a_pair_file_that_cannot_be_read_fails_the_initialisation_with_its_place(bootstrap, task_root):
    document = pair_document()
    document["members"][1]["interfaces"][0]["eni"] = "eni-1"
    (task_root / "pair.json").write_text(json.dumps(document))
    with started(bootstrap, task_root, runtime_api.Region()) as (runtime, process):
        kind, answer = runtime.answers.get(timeout=10)
        assert process.process.wait(timeout=10) == 1
    assert kind == "init"
    assert "'members[1].interfaces[0].eni' is 'eni-1'" in answer["errorMessage"]


def test_missing_variables_are_named(bootstrap, task_root):
    with started(bootstrap, task_root, runtime_api.Region(), environment={"region": "us-west-1"}) as (runtime, _):
        kind, answer = runtime.invoke(runtime_api.event())
    assert kind == "error"
    assert answer["errorType"] == "NoPair"
    assert "pair.json" in answer["errorMessage"]


def test_fifty_routes_move_side_by_side(bootstrap, task_root):
    region = runtime_api.Region(routes=50, delay=0.02)
    region.states["i-045ebd27124159b6d"] = "stopped"
    region.lock = contextlib.nullcontext()
    with started(bootstrap, task_root, region) as (runtime, _):
        begun = time.monotonic()
        _, report = runtime.invoke(runtime_api.event())
        elapsed = time.monotonic() - begun
    assert set(region.routes.values()) == {STANDBY}
    assert region.calls.count("ReplaceRoute") == 50
    # One call after the other would take more than a second for the moves alone.
    assert elapsed < 0.9, report["milliseconds"]


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """A certificate for this machine and its key, made for this run."""
    return runtime_api.make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.mark.parametrize("routes", [2, 50])
def test_start_and_memory_stay_small_with_tls(bootstrap, task_root, certificate, routes):
    region = runtime_api.Region(routes, delay=0.02)
    region.states["i-045ebd27124159b6d"] = "stopped"
    variables = {**runtime_api.VARIABLES, "AWS_CA_BUNDLE": str(certificate[0])}
    tls = runtime_api.tls_context(*certificate)
    with started(bootstrap, task_root, region, tls=tls, environment=variables) as (runtime, process):
        assert runtime.first_poll.wait(10)
        start = runtime.first_poll_time - process.started
        kind, _ = runtime.invoke(runtime_api.event())
        memory = process.peak_kilobytes() * 1024 / 1e6
    assert kind == "response"
    assert set(region.routes.values()) == {STANDBY}
    assert memory < LIMIT_MEGABYTES
    assert start < 1


def test_the_start_waits_for_no_answer(bootstrap, task_root, certificate):
    region = runtime_api.Region(delay=3)
    variables = {**runtime_api.VARIABLES, "AWS_CA_BUNDLE": str(certificate[0])}
    with started(
        bootstrap, task_root, region, tls=runtime_api.tls_context(*certificate), environment=variables
    ) as (runtime, _):
        assert runtime.first_poll.wait(2)
        assert region.calls == []


def test_a_server_with_an_unknown_certificate_is_refused(bootstrap, task_root, certificate):
    region = runtime_api.Region()
    region.states["i-045ebd27124159b6d"] = "stopped"
    with started(bootstrap, task_root, region, tls=runtime_api.tls_context(*certificate)) as (runtime, _):
        kind, answer = runtime.invoke(runtime_api.event(), seconds=10)
    assert kind == "error"
    assert region.calls == []
    assert "certificate" in answer["errorMessage"]


@pytest.mark.parametrize("reply", [
    (200, {"Content-Length": "5000"}, "<DescribeInstancesResponse><reservationSet><item>"),
    (200, {}, "<DescribeInstancesResponse><reservationSet><item>"),
    (200, {}, "<a>" * 100_000),
    (200, {}, "\x00\x01\ud7ff"),
    (200, {}, ""),
    (500, {}, "<html><body>Internal Server Error</body></html>"),
    (302, {"Location": "http://127.0.0.1:1/"}, ""),
], ids=["broken-off", "unfinished", "endless", "binary", "empty", "page", "redirection"])  # fmt: skip
def test_replies_that_are_none_fail_the_run_and_not_the_process(bootstrap, task_root, reply):
    region = runtime_api.Region()
    region.states["i-045ebd27124159b6d"] = "stopped"
    region.reply = reply
    with started(bootstrap, task_root, region) as (runtime, process):
        kind, answer = runtime.invoke(runtime_api.event(), seconds=4)
        assert (kind, answer["errorType"]) == ("error", "FailoverIncomplete"), answer
        region.reply = None
        kind, report = runtime.invoke(runtime_api.event())
        assert process.process.poll() is None
    assert (kind, report["verdict"]["kind"]) == ("response", "failover")
    assert set(region.routes.values()) == {STANDBY}


def test_a_runtime_that_breaks_off_ends_the_process_in_order(bootstrap, task_root):
    with started(bootstrap, task_root, runtime_api.Region()) as (runtime, process):
        assert runtime.first_poll.wait(10)
        runtime.is_broken = True
        runtime.events.put(("{}", 60))
        assert process.process.wait(timeout=20) == 1
        assert "the runtime API does not answer as it should" in process.end()[-1]


@pytest.mark.parametrize("is_running", [False, True])
def test_a_signal_to_end_is_obeyed_at_once(bootstrap, task_root, is_running):
    region = runtime_api.Region(delay=5)
    with started(bootstrap, task_root, region) as (runtime, process):
        assert runtime.first_poll.wait(10)
        if is_running:
            runtime.events.put((json.dumps(runtime_api.event()), 60))
            time.sleep(0.2)
        process.process.terminate()
        assert process.process.wait(timeout=2) == -signal.SIGTERM


def test_a_log_that_nobody_reads_stops_no_failover(bootstrap, task_root):
    region = runtime_api.Region()
    region.states["i-045ebd27124159b6d"] = "stopped"
    reader, writer = os.pipe()
    os.close(reader)
    with started(bootstrap, task_root, region, stdout=writer) as (runtime, _):
        os.close(writer)
        kind, _ = runtime.invoke(runtime_api.event())
    assert kind == "response"
    assert set(region.routes.values()) == {STANDBY}


def run_in_root(bootstrap, root, host, tls, environment=runtime_api.VARIABLES):
    """Runs a failover with the program in another root folder, with a /proc of its own there; gives what came back."""
    (root / "proc").mkdir(exist_ok=True)
    shutil.copy(bootstrap, root / "bootstrap")
    # The mount is gone with the process, however that ends.
    command = ["unshare", "--mount-proc", "--root", root, "/bootstrap"]
    attempt = subprocess.run(["unshare", "--mount-proc", "true"], capture_output=True, text=True)
    if attempt.returncode != 0:
        pytest.skip(f"this machine lets nobody mount /proc: {attempt.stderr.strip()}")
    region = runtime_api.Region()
    region.states["i-045ebd27124159b6d"] = "stopped"
    with started(bootstrap, "/", region, command=command, tls=tls, host=host, environment=environment) as (runtime, process):
        assert runtime.first_poll.wait(10), process.end()
        kind, answer = runtime.invoke(runtime_api.event(), seconds=10)
        log = process.end()
    return kind, answer, region, log


needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may change the root folder")


@needs_root
def test_it_runs_in_a_root_that_holds_nothing_else(bootstrap, tmp_path):
    kind, answer, region, log = run_in_root(bootstrap, tmp_path, "127.0.0.1", None)
    assert kind == "response", (answer, log)
    assert set(region.routes.values()) == {STANDBY}
    # The folder is where Linux shows processes; there is nothing in it, and nothing else.
    assert sorted(file.name for file in tmp_path.rglob("*")) == ["bootstrap", "proc"]


@needs_root
def test_its_own_roots_are_enough_to_refuse_a_server_there(bootstrap, tmp_path, certificate):
    tls = runtime_api.tls_context(*certificate)
    kind, answer, region, log = run_in_root(bootstrap, tmp_path, "127.0.0.1", tls)
    assert kind == "error", (answer, log)
    assert "certificate" in answer["errorMessage"]
    assert region.calls == []


@pytest.fixture(scope="session")
def debian_11():
    """The root of a Debian 11, made once for this checkout."""
    root = ROOT / ".build" / "debian-11"
    made = subprocess.run([FOLDER / "debian-11", root], capture_output=True, text=True)
    if made.returncode != 0:
        pytest.skip(f"there is no Debian 11 to run it in: {made.stderr.strip()}")
    return root


@needs_root
# OpenSSL looks for its configuration where Debian's does.
@pytest.mark.parametrize("hosts", [None, "hesiod compat files dns"], ids=["as-installed", "foreign-modules"])
def test_it_runs_on_a_c_library_that_is_older_than_amazon_linux_2023s(bootstrap, debian_11, certificate, hosts):
    version = subprocess.run(["chroot", debian_11, "ldd", "--version"], capture_output=True, text=True, check=True)
    assert version.stdout.splitlines()[0].endswith(" 2.31")
    switch = (debian_11 / "usr/share/libc-bin/nsswitch.conf").read_text()
    if hosts:
        # Modules that this system has, linked to its own C library: to load one would end a static program.
        assert (debian_11 / "lib/x86_64-linux-gnu/libnss_hesiod.so.2").exists()
        switch = re.sub(r"^hosts:.*$", f"hosts: {hosts}", switch, flags=re.MULTILINE)
        configuration = "openssl_conf = a\n[a]\nproviders = b\n[b]\nc = c\n[c]\nactivate = 1\nmodule = {}\n"
    else:
        configuration = ""
    openssl = debian_11 / "usr/lib/ssl/openssl.cnf"
    openssl.parent.mkdir(exist_ok=True)
    openssl.write_text(configuration.format("/lib/x86_64-linux-gnu/libnss_hesiod.so.2"))
    (debian_11 / "etc/nsswitch.conf").write_text(switch)
    name = "ec2.us-west-1.amazonaws.com"
    (debian_11 / "etc/hosts").write_text(f"127.0.0.1 localhost {name}\n")
    shutil.copy(certificate[0], debian_11 / "certificate.pem")
    variables = {**runtime_api.VARIABLES, "AWS_CA_BUNDLE": "/certificate.pem"}
    kind, answer, region, log = run_in_root(
        bootstrap, debian_11, name, runtime_api.tls_context(*certificate), variables
    )
    assert kind == "response", (answer, log)
    assert set(region.routes.values()) == {STANDBY}

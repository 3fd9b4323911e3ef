"""The built artifact, run over the runtime API against a small EC2."""

import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time
import zipfile

import pytest

FOLDER = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER))

import runtime_api  # noqa: E402

ROOT = FOLDER.parent.parent
LIMIT_BYTES = 5 * 1024 * 1024
LIMIT_KILOBYTES = 12 * 1024
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
def started(bootstrap, task_root, region, *, command=None, tls=None, environment=runtime_api.VARIABLES, **options):
    """The program with its runtime and its region."""
    runtime = runtime_api.RuntimeAPI()
    with runtime_api.serving(runtime.answer) as port, runtime_api.serving(region.answer, tls) as endpoint_port:
        endpoint = f"http{'s' if tls else ''}://localhost:{endpoint_port}"
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


def test_start_and_memory_stay_small_with_tls(bootstrap, task_root, certificate):
    region = runtime_api.Region()
    region.states["i-045ebd27124159b6d"] = "stopped"
    variables = {**runtime_api.VARIABLES, "AWS_CA_BUNDLE": str(certificate[0])}
    tls = runtime_api.tls_context(*certificate)
    with started(bootstrap, task_root, region, tls=tls, environment=variables) as (runtime, process):
        assert runtime.first_poll.wait(10)
        start = runtime.first_poll_time - process.started
        kind, _ = runtime.invoke(runtime_api.event())
        memory = process.peak_kilobytes()
    print(f"start {start * 1000:.1f} ms, peak memory {memory / 1024:.1f} MB")
    assert kind == "response"
    assert set(region.routes.values()) == {STANDBY}
    assert memory < LIMIT_KILOBYTES
    assert start < 1


def test_a_server_with_an_unknown_certificate_is_refused(bootstrap, task_root, certificate):
    region = runtime_api.Region()
    region.states["i-045ebd27124159b6d"] = "stopped"
    with started(bootstrap, task_root, region, tls=runtime_api.tls_context(*certificate)) as (runtime, _):
        kind, answer = runtime.invoke(runtime_api.event(), seconds=10)
    assert kind == "error"
    assert region.calls == []
    assert "certificate" in answer["errorMessage"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may change the root folder")
def test_it_runs_in_a_root_that_holds_nothing_else(bootstrap, tmp_path):
    root = tmp_path / "root"
    for folder in ["proc", "etc", "var/task"]:
        (root / folder).mkdir(parents=True)
    shutil.copy(bootstrap, root / "bootstrap")
    (root / "etc/hosts").write_text("127.0.0.1 localhost\n")
    # What made a static program load the machine's modules, and end, before it was told not to.
    (root / "etc/nsswitch.conf").write_text("hosts: myhostname resolve [!UNAVAIL=return] files dns\n")
    mounted = subprocess.run(["mount", "--bind", "/proc", root / "proc"], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip("this machine lets nobody mount /proc")
    try:
        region = runtime_api.Region()
        region.states["i-045ebd27124159b6d"] = "stopped"
        options = {"preexec_fn": lambda: (os.chroot(root), os.chdir("/"))}
        with started(bootstrap, "/var/task", region, command=["/bootstrap"], **options) as (runtime, _):
            kind, _ = runtime.invoke(runtime_api.event())
        assert kind == "response"
        assert set(region.routes.values()) == {STANDBY}
    finally:
        subprocess.run(["umount", root / "proc"], check=True)

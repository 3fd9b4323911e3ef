"""Checks that recording gives exactly the fixtures that are in the tree."""

import pathlib
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader

HERE = pathlib.Path(__file__).resolve().parent


def load_record():
    loader = SourceFileLoader("record", str(HERE / "record"))
    module = module_from_spec(spec_from_loader("record", loader))
    loader.exec_module(module)
    return module


def test_recording_again_gives_the_same_fixtures():
    record = load_record()
    recorded = record.record_all()
    present = {path.name: path.read_text(encoding="utf-8") for path in record.FIXTURES.glob("*.json")}
    assert recorded.keys() == present.keys()
    changed = [name for name in recorded if recorded[name] != present[name]]
    assert changed == [], "run contrib/parity/record"


def test_recording_the_adaptive_mode_again_gives_the_same_rates():
    record = load_record()
    assert record.record_adaptive() == record.ADAPTIVE.read_text(encoding="utf-8")


def test_the_environment_does_not_change_what_is_recorded(monkeypatch):
    record = load_record()
    calm = record.record_all(["ec2.ReplaceRoute"])
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.setenv("AWS_USE_FIPS_ENDPOINT", "true")
    assert record.record_all(["ec2.ReplaceRoute"]) == calm

"""Every line that the artifact logs is one document of the published schema, with no key that the schema does not name."""

import copy
import json
import pathlib

import jsonschema
import pytest
import runtime_api
from test_artifact import STANDBY, artifact, bootstrap, pair_document, started  # noqa: F401

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "Sources/vaer/Documentation.docc/function-log.schema.json"
TOPIC = "arn:aws:sns:us-west-1:731262942057:vaer-sfo-edge"
A, B = "i-045ebd27124159b6d", "i-09ff574d23245419a"
SWEEP = {"source": "aws.events", "detail-type": "Scheduled Event", "account": runtime_api.ACCOUNT, "region": "us-west-1"}


def closed(schema):
    """The schema with no room for keys that it does not name: for readers documents may grow, for this test they may not."""
    schema = copy.deepcopy(schema)

    def close(node):
        if isinstance(node, dict):
            if "properties" in node:
                node["additionalProperties"] = False
            for value in node.values():
                close(value)
        elif isinstance(node, list):
            for value in node:
                close(value)

    close(schema)
    return schema


@pytest.fixture(scope="module")
def validator():
    schema = json.loads(SCHEMA.read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(closed(schema), format_checker=jsonschema.FormatChecker())


def stopped(region):
    region.states[A] = "stopped"


def both_stopped(region):
    region.states[A] = region.states[B] = "stopped"


def refused(region):
    stopped(region)
    region.refused["ReplaceRoute"] = "UnauthorizedOperation"


def blind(region):
    region.refused["DescribeRouteTables"] = "UnauthorizedOperation"


def speechless(region):
    stopped(region)
    region.refused["Publish"] = "AuthorizationError"


CASES = {
    "failover": (stopped, runtime_api.event(), {"failover-report", "metrics"}),
    "hold": (both_stopped, SWEEP, {"failover-report", "metrics"}),
    "refused": (refused, runtime_api.event(), {"failover-report", "metrics"}),
    "unreadable": (blind, runtime_api.event(), {"failover-report", "metrics"}),
    "nothing to do": (lambda _: None, SWEEP, {"failover-report", "metrics"}),
    "rehearsal": (lambda _: None, runtime_api.event(vaer={"assume": "down"}), {"failover-report", "metrics"}),
    "message lost": (speechless, runtime_api.event(), {"failover-report", "metrics", "message-lost"}),
    "foreign event": (stopped, runtime_api.event(region="eu-west-1"), {"event-rejected"}),
    "dry run": (refused, {"vaer": {"dry-run": True}}, {"dry-run"}),
    "blind dry run": (blind, {"vaer": {"dry-run": True}}, {"dry-run"}),
}


@pytest.mark.parametrize("case", CASES)
def test_each_line_is_a_document_of_the_schema(bootstrap, tmp_path, validator, case):  # noqa: F811
    prepare, event, kinds = CASES[case]
    document = pair_document()
    document["notify"]["topic"] = TOPIC
    (tmp_path / "pair.json").write_text(json.dumps(document))
    region = runtime_api.Region()
    region.Publish = lambda _: "<PublishResult><MessageId>1</MessageId></PublishResult>"
    prepare(region)
    with started(bootstrap, tmp_path, region) as (runtime, process):
        runtime.invoke(event)
        lines = process.end()
    documents = [json.loads(line) for line in lines]
    assert {d.get("kind", "metrics") for d in documents} == kinds
    for found in documents:
        validator.validate(found)


def test_a_key_that_the_schema_does_not_name_is_noticed(validator):
    line = {"schema": "vaer/1", "kind": "event-rejected", "pair": "a", "reason": "", "engine": "", "request-id": ""}
    validator.validate(line)
    with pytest.raises(jsonschema.ValidationError):
        validator.validate({**line, "new": 1})
    with pytest.raises(jsonschema.ValidationError):
        validator.validate({k: v for k, v in line.items() if k != "reason"})


def test_a_dry_run_moves_nothing_and_tries_each_table_once(bootstrap, tmp_path):  # noqa: F811
    region = runtime_api.Region(routes=20)
    region.states[A] = "stopped"
    with started(bootstrap, tmp_path, region) as (runtime, _):
        _, answer = runtime.invoke({"vaer": {"dry-run": True}})
    assert answer["owned"] == 20 and answer["tables"] == 1 and len(answer["planned"]) == 20
    assert region.calls.count("ReplaceRoute") == 1
    assert STANDBY not in region.routes.values()

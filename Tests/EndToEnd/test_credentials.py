"""Logins: roles with an external id, and every other way in which a profile may get its credentials."""

from __future__ import annotations

import hashlib
import http.client
import http.server
import json
import threading
import time
import urllib.parse

import pytest

CHINA = "111122223333"
ROLE = f"arn:aws-cn:iam::{CHINA}:role/vaer-operator"


def make_role(aws) -> None:
    trust = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws-cn:iam::{CHINA}:user/administrator"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"sts:ExternalId": "net-ops-7f3a"}},
    }
    iam = aws.client("iam", "cn-north-1", CHINA)
    if "vaer-operator" not in [r["RoleName"] for r in iam.list_roles()["Roles"]]:
        document = {"Version": "2012-10-17", "Statement": [trust]}
        iam.create_role(RoleName="vaer-operator", AssumeRolePolicyDocument=json.dumps(document))
        everything = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
        iam.put_role_policy(RoleName="vaer-operator", PolicyName="p", PolicyDocument=json.dumps(everything))


def with_login(own_pairs, login: str) -> str:
    file = own_pairs / "china.vaer"
    text = file.read_text()
    assert 'credentials "china" { profile = cn-net }' in text
    file.write_text(text.replace('credentials "china" { profile = cn-net }', f'credentials "china" {{\n{login}\n}}'))
    return str(own_pairs)


def test_a_role_with_its_external_id_is_assumed_and_does_the_work(aws, vaer, own_pairs):
    make_role(aws)
    pairs = with_login(own_pairs, f"  profile = cn-net\n  role = {ROLE}\n  external-id = net-ops-7f3a")
    vaer.ok("apply", "zhy-edge", "--yes", "--pairs", pairs)
    run = vaer.ok("plan", "zhy-edge", "--pairs", pairs, "--debug")
    assert "AssumeRole" in run.err
    vaer.ok("drill", "zhy-edge", "--yes", "--settle", "1s", "--pairs", pairs)
    vaer.ok("destroy", "zhy-edge", "--yes", "--pairs", pairs)


def test_a_wrong_external_id_is_refused_and_the_other_pairs_go_on(aws, vaer, own_pairs):
    make_role(aws)
    pairs = with_login(own_pairs, f"  profile = cn-net\n  role = {ROLE}\n  external-id = something-else")
    run = vaer("sweep", "--pairs", pairs)
    assert run.status == 3
    assert "AssumeRole" in run.err and "vaer-operator" in run.err
    assert run.out.count(": protected:") == 3


def test_a_profile_with_a_role_is_assumed(aws, vaer, own_pairs, tmp_path):
    make_role(aws)
    pairs = with_login(own_pairs, "  profile = operator")
    config = tmp_path / "config"
    config.write_text(
        f"[profile operator]\nrole_arn = {ROLE}\nsource_profile = cn-net\nexternal_id = net-ops-7f3a\nregion = cn-north-1\n"
    )
    run = vaer.ok("sweep", "zhy-edge", "--pairs", pairs, "--debug", AWS_CONFIG_FILE=str(config))
    assert "AssumeRole" in run.err and "zhy-edge: protected" in run.out


CANARY = "canary-4711"


@pytest.fixture
def temporary(aws):
    """Temporary credentials of a role in China, as its documents write them."""
    make_role(aws)
    keys = aws.client("sts", "cn-north-1", CHINA).assume_role(
        RoleArn=ROLE, RoleSessionName="test", ExternalId="net-ops-7f3a"
    )["Credentials"]
    return {name: keys[name] for name in ("AccessKeyId", "SecretAccessKey", "SessionToken")} | {
        "Expiration": keys["Expiration"].strftime("%Y-%m-%dT%H:%M:%SZ")
    }


class Host:
    """A loopback server that answers by path and keeps what it was asked."""

    def __init__(self, answers: dict[str, str]):
        self.asked: list[tuple[str, str, dict]] = []
        host = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                path = self.path.split("?")[0]
                host.asked.append((self.command, path, {name.lower(): value for name, value in self.headers.items()}))
                self.send_response(200 if path in answers else 404)
                body = answers.get(path, "").encode()
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_PUT = do_GET

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def host():
    """Makes loopback servers that end with the test."""
    made = []

    def make(answers):
        made.append(Host(answers))
        return made[-1]

    yield make
    for one in made:
        one.server.shutdown()
        one.server.server_close()


def sweep(vaer, own_pairs, tmp_path, config: str, **changes):
    """Looks at the pair in China with the credentials of a profile, and sees that nothing secret is said."""
    file = tmp_path / "config"
    file.write_text(config)
    pairs = with_login(own_pairs, "  profile = source")
    run = vaer("sweep", "zhy-edge", "--pairs", pairs, "--debug", AWS_CONFIG_FILE=str(file), **changes)
    assert CANARY not in run.out + run.err
    return run


def test_a_program_gives_the_credentials(temporary, vaer, own_pairs, tmp_path):
    script = tmp_path / "give credentials"
    document = tmp_path / "credentials"
    document.write_text(json.dumps(temporary | {"Version": 1}))
    script.write_text(f"#!/bin/sh\necho {CANARY} >&2\ncat '{document}'\n")
    script.chmod(0o700)
    run = sweep(vaer, own_pairs, tmp_path, f"[profile source]\ncredential_process = '{script}' --for vaer\n")
    assert run.status == 0 and "zhy-edge: protected" in run.out
    assert temporary["SecretAccessKey"] not in run.err and temporary["SessionToken"] not in run.err


def test_a_program_that_fails_is_named_but_not_quoted(vaer, own_pairs, tmp_path):
    script = tmp_path / "script"
    script.write_text(f"#!/bin/sh\necho {CANARY}\necho {CANARY} >&2\nexit 7\n")
    script.chmod(0o700)
    run = sweep(vaer, own_pairs, tmp_path, f"[profile source]\ncredential_process = {script} {CANARY[:6]}\n")
    assert run.status == 4
    assert "the credential_process of profile 'source' ended with status 7" in run.err


def test_a_container_is_given_credentials_by_its_host(temporary, vaer, own_pairs, tmp_path, host):
    document = temporary | {"Token": temporary["SessionToken"]}
    server = host({"/v1/credentials": json.dumps(document)})
    token = tmp_path / "token"
    token.write_text(CANARY + "\n")
    run = sweep(
        vaer,
        own_pairs,
        tmp_path,
        "[profile source]\nregion = cn-north-1\n",
        AWS_CONTAINER_CREDENTIALS_FULL_URI=server.url + "/v1/credentials",
        AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=str(token),
    )
    assert run.status == 0 and "zhy-edge: protected" in run.out
    assert [(path, headers["authorization"]) for _, path, headers in server.asked] == [("/v1/credentials", CANARY)]


def test_an_instance_has_the_credentials_of_its_role(temporary, vaer, own_pairs, tmp_path, host):
    roles = "/latest/meta-data/iam/security-credentials/"
    document = temporary | {"Code": "Success", "Token": temporary["SessionToken"]}
    server = host({"/latest/api/token": CANARY, roles: "operator", roles + "operator": json.dumps(document)})
    config = f"[profile source]\nec2_metadata_service_endpoint = {server.url}\n"
    run = sweep(vaer, own_pairs, tmp_path, config, AWS_EC2_METADATA_DISABLED=None)
    assert run.status == 0 and "zhy-edge: protected" in run.out
    assert [(verb, path) for verb, path, _ in server.asked] == [
        ("PUT", "/latest/api/token"),
        ("GET", roles),
        ("GET", roles + "operator"),
    ]
    assert all(headers["x-aws-ec2-metadata-token"] == CANARY for _, _, headers in server.asked[1:])


SSO = """[profile source]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = operator
[sso-session corp]
sso_region = cn-north-1
sso_start_url = https://corp.example.com/start
"""


def sign_in(vaer, ends: str) -> None:
    """Leaves a token as `aws sso login --sso-session corp` does."""
    folder = vaer.home / ".aws" / "sso" / "cache"
    folder.mkdir(parents=True)
    file = folder / f"{hashlib.sha1(b'corp').hexdigest()}.json"
    file.write_text(json.dumps({"accessToken": CANARY, "expiresAt": ends, "region": "cn-north-1"}))


def test_a_sign_in_opens_a_role(temporary, vaer, own_pairs, tmp_path, host):
    sign_in(vaer, "2199-01-01T00:00:00Z")
    keys = {
        "accessKeyId": temporary["AccessKeyId"],
        "secretAccessKey": temporary["SecretAccessKey"],
        "sessionToken": temporary["SessionToken"],
        "expiration": int(time.time() + 3600) * 1000,
    }
    server = host({"/federation/credentials": json.dumps({"roleCredentials": keys})})
    run = sweep(vaer, own_pairs, tmp_path, SSO, AWS_ENDPOINT_URL_SSO=server.url)
    assert run.status == 0 and "zhy-edge: protected" in run.out
    assert "SSO GetRoleCredentials 111122223333/operator: ok" in run.err
    [(_, _, headers)] = server.asked
    assert headers["x-amz-sso_bearer_token"] == CANARY and "authorization" not in headers


def test_a_sign_in_that_is_over_is_told_with_the_command_to_run(vaer, own_pairs, tmp_path):
    sign_in(vaer, "2026-01-01T00:00:00Z")
    run = sweep(vaer, own_pairs, tmp_path, SSO)
    assert run.status == 4
    assert "ended at 2026-01-01T00:00:00Z: run: aws sso login --sso-session corp" in run.err


def test_fips_and_an_endpoint_url_are_not_mixed(vaer, own_pairs, tmp_path):
    run = sweep(vaer, own_pairs, tmp_path, "[profile source]\nuse_fips_endpoint = true\n")
    assert run.status != 0
    assert "FIPS endpoints cannot be had together: set one of them only" in run.err


@pytest.fixture
def identity_sts(aws, temporary):
    """An STS that opens a role to a token; all else is the local AWS's own."""
    asked = []
    fields = "".join(f"<{name}>{value}</{name}>" for name, value in temporary.items())
    result = f"<AssumeRoleWithWebIdentityResult><Credentials>{fields}</Credentials></AssumeRoleWithWebIdentityResult>"
    reply = f"<AssumeRoleWithWebIdentityResponse>{result}</AssumeRoleWithWebIdentityResponse>".encode()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            form = dict(urllib.parse.parse_qsl(body.decode()))
            status, answer = 200, reply
            if form["Action"] == "AssumeRoleWithWebIdentity":
                asked.append((form, {name.lower(): value for name, value in self.headers.items()}))
            else:
                address = urllib.parse.urlsplit(aws.endpoint)
                connection = http.client.HTTPConnection(address.hostname, address.port, timeout=30)
                connection.request("POST", self.path, body, dict(self.headers))
                response = connection.getresponse()
                status, answer = response.status, response.read()
            self.send_response(status)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def test_a_web_identity_token_opens_a_role_without_a_signature(identity_sts, vaer, own_pairs, tmp_path):
    url, asked = identity_sts
    token = tmp_path / "token"
    token.write_text(CANARY + "\n")
    config = f"[profile source]\nrole_arn = {ROLE}\nweb_identity_token_file = {token}\nrole_session_name = pod-1\n"
    run = sweep(vaer, own_pairs, tmp_path, config, AWS_ENDPOINT_URL_STS=url)
    assert run.status == 0 and "zhy-edge: protected" in run.out
    [(form, headers)] = asked
    assert (form["WebIdentityToken"], form["RoleArn"], form["RoleSessionName"]) == (CANARY, ROLE, "pod-1")
    assert "authorization" not in headers

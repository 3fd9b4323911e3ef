"""Whose credentials win, beside what botocore takes in the same surroundings: every source has a key of its own."""

from __future__ import annotations

import concurrent.futures
import hashlib
import http.server
import json
import os
import pathlib
import re
import subprocess
import sys
import threading
import urllib.parse
from dataclasses import dataclass, field

import pytest
from harness import ROOT, binary

ROLE = "arn:aws:iam::731262942057:role"
ENDS = "2199-01-01T00:00:00Z"


def document(key: str) -> dict:
    return {"AccessKeyId": key, "SecretAccessKey": "s", "Token": "t", "Expiration": ENDS, "Code": "Success"}


class World(http.server.BaseHTTPRequestHandler):
    """Container's host, metadata service, portal and STS in one; remembers which key asked who it is, by its run."""

    seen: dict[str, str] = {}

    def do_GET(self):
        path = urllib.parse.urlsplit(self.path).path
        keys = {"accessKeyId": "SSO", "secretAccessKey": "s", "sessionToken": "t", "expiration": 7226582400000}
        answers = {
            "/container": json.dumps(document("CONTAINER")),
            "/latest/api/token": "token",
            "/latest/meta-data/iam/security-credentials/": "role",
            "/latest/meta-data/iam/security-credentials/role": json.dumps(document("INSTANCE")),
            "/federation/credentials": json.dumps({"roleCredentials": keys}),
        }
        self.answer(200 if path in answers else 404, answers.get(path, ""))

    do_PUT = do_GET

    def do_POST(self):
        form = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        signed = re.search("Credential=([^/]+)/", self.headers.get("Authorization", ""))
        asker = signed[1] if signed else "NOBODY"
        if form["Action"] == "GetCallerIdentity":
            World.seen[self.path.strip("/")] = asker
            error = "<Error><Code>InvalidClientTokenId</Code><Message>no</Message></Error>"
            self.answer(403, f"<ErrorResponse>{error}</ErrorResponse>")
            return
        key = f"{form['RoleArn'].split('/')[-1]}.by.{asker}"
        fields = {"AccessKeyId": key, "SecretAccessKey": "s", "SessionToken": "t", "Expiration": ENDS}
        inner = "".join(f"<{name}>{value}</{name}>" for name, value in fields.items())
        action = form["Action"]
        result = f"<{action}Result><Credentials>{inner}</Credentials></{action}Result>"
        self.answer(200, f"<{action}Response>{result}</{action}Response>")

    def answer(self, status: int, text: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def world():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), World)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def key(name: str) -> str:
    return f"aws_access_key_id = {name}\naws_secret_access_key = s\n"


SIGN_ON = "sso_start_url = https://a.example.com/start\nsso_region = us-west-1\nsso_account_id = 1\nsso_role_name = r\n"
SESSION = "sso_session = corp\nsso_account_id = 1\nsso_role_name = r\n"
PROCESS = "credential_process = {home}/process\n"
TOKEN = f"role_arn = {ROLE}/webid\nweb_identity_token_file = {{home}}/token\n"
OVER = f"role_arn = {ROLE}/over\n"
BASES = f"[profile base]\n{key('BASE')}[profile token]\n{TOKEN}[profile process]\n{PROCESS}[profile portal]\n{SESSION}"
BASES += f"[profile chained]\nrole_arn = {ROLE}/chained\nsource_profile = base\n"
BASES += f"[profile keyed]\nrole_arn = {ROLE}/keyed\nsource_profile = base\n{key('KEYED')}"
BASES += "[sso-session corp]\nsso_region = us-west-1\nsso_start_url = https://a.example.com/start\n"

# What the profile says in `config`, and whether it has a key in `credentials` besides.
PROFILES = {
    "nothing": ("region = us-west-1\n", False),
    "a key in config": (key("CONFIG"), False),
    "a key in credentials": ("", True),
    "keys in both": (key("CONFIG"), True),
    "a program": (PROCESS, False),
    "a program and a key in config": (PROCESS + key("CONFIG"), False),
    "a program and a key in credentials": (PROCESS, True),
    "a session": (SESSION, False),
    "a session and a key": (SESSION, True),
    "an old sign-in": (SIGN_ON, False),
    "a token": (TOKEN, False),
    "a token and a key": (TOKEN, True),
    "a token and a session": (TOKEN + SESSION, False),
    "a role by a key": (OVER + "source_profile = base\n", False),
    "a role by a key, and a key": (OVER + "source_profile = base\n", True),
    "a role by itself": (OVER + "source_profile = own\n" + key("CONFIG"), False),
    "a role by a role": (OVER + "source_profile = chained\n", False),
    "a role by a role that has a key": (OVER + "source_profile = keyed\n", False),
    "a role by a token": (OVER + "source_profile = token\n", False),
    "a role by a program": (OVER + "source_profile = process\n", False),
    "a role by a session": (OVER + "source_profile = portal\n", False),
    "a role by the environment": (OVER + "credential_source = Environment\n", False),
    "a role by the container": (OVER + "credential_source = EcsContainer\n", False),
    "a role by the instance": (OVER + "credential_source = Ec2InstanceMetadata\n", False),
    "a role by nothing": (OVER, False),
    "a role by nobody": (OVER + "source_profile = nobody\n", False),
    "a role by two": (OVER + "source_profile = base\ncredential_source = Environment\n", False),
}

ENVIRONMENT = {"AWS_ACCESS_KEY_ID": "ENVIRONMENT", "AWS_SECRET_ACCESS_KEY": "s"}
IDENTITY = {"AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/token", "AWS_ROLE_ARN": f"{ROLE}/envid"}
CONTAINER = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "{world}/container"}

# Whether the profile is named on the command line, and the variables.
WAYS = [
    (True, {}),
    (True, ENVIRONMENT | IDENTITY | CONTAINER),
    (False, {"AWS_PROFILE": "own"}),
    (False, {"AWS_PROFILE": "own"} | ENVIRONMENT),
    (False, {"AWS_PROFILE": "own"} | IDENTITY),
    (False, {"AWS_PROFILE": "own"} | CONTAINER),
]


@dataclass
class Case:
    """Surroundings in which both look for credentials."""

    name: str
    is_explicit: bool
    environment: dict = field(default_factory=dict)


def cases(folder: pathlib.Path, world: str) -> list[Case]:
    """Writes the files and gives all cases; nothing comes from this machine's own configuration."""
    (folder / "token").write_text("token")
    (folder / "process").write_text(f"#!/bin/sh\necho '{json.dumps(document('PROCESS') | {'Version': 1})}'\n")
    (folder / "process").chmod(0o700)
    cache = folder / ".aws" / "sso" / "cache"
    cache.mkdir(parents=True)
    for name in ("corp", "https://a.example.com/start"):
        file = cache / f"{hashlib.sha1(name.encode()).hexdigest()}.json"
        file.write_text(json.dumps({"accessToken": "token", "expiresAt": ENDS}))
    found = []
    for number, (name, (text, is_stored)) in enumerate(PROFILES.items()):
        config = folder / f"config-{number}"
        config.write_text((f"[profile own]\n{text}" + BASES).replace("{home}", str(folder)))
        stored = folder / f"credentials-{number}"
        stored.write_text(f"[own]\n{key('STORED')}" if is_stored else "")
        for is_explicit, variables in WAYS:
            environment = {
                "HOME": str(folder),
                "PATH": os.environ["PATH"],
                "AWS_CONFIG_FILE": str(config),
                "AWS_SHARED_CREDENTIALS_FILE": str(stored),
                "AWS_EC2_METADATA_SERVICE_ENDPOINT": world,
                "AWS_REGION": "us-west-1",
                "AWS_DEFAULT_REGION": "us-west-1",
                # The path tells the runs apart; STS takes any.
                "AWS_ENDPOINT_URL_STS": f"{world}/{len(found)}",
                "AWS_ENDPOINT_URL_SSO": world,
            }
            for variable, value in variables.items():
                environment[variable] = value.replace("{home}", str(folder)).replace("{world}", world)
            label = f"{name}; {'--profile' if is_explicit else ', '.join(variables)}"
            found.append(Case(label, is_explicit, environment))
    return found


BOTOCORE = """
import botocore.session, json, os, sys
for environment, profile in json.load(sys.stdin):
    os.environ.clear()
    os.environ.update(environment)
    try:
        found = botocore.session.Session(profile=profile).get_credentials()
        print(json.dumps(found and found.get_frozen_credentials().access_key))
    except Exception as error:
        print("null")
"""


def botocore_keys(found: list[Case], home: pathlib.Path) -> list[str | None]:
    """The key that botocore takes in each case; None for none, be it an error or not."""
    given = json.dumps([[case.environment, "own" if case.is_explicit else None] for case in found])
    environment = {"HOME": str(home), "PATH": os.environ["PATH"]}
    run = subprocess.run(
        [sys.executable, "-c", BOTOCORE], input=given, env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    return [json.loads(line) for line in run.stdout.splitlines()]


def vaer_key(number: int, case: Case, folder: pathlib.Path) -> str | None:
    """The key with which vaer asks who it is; None when it does not come to that."""
    arguments = ["sweep", "sfo-edge", "--pairs", str(ROOT / "pairs.d"), "--db", str(folder / f"{number}.sqlite")]
    if case.is_explicit:
        arguments += ["--profile", "own"]
    environment = case.environment | {"XDG_STATE_HOME": str(folder), "SWIFT_BACKTRACE": "enable=no"}
    run = subprocess.run([str(binary()), *arguments], env=environment, capture_output=True, text=True, timeout=60)
    assert run.returncode in (3, 4), (case.name, run.returncode, run.stdout, run.stderr)
    return World.seen.get(str(number))


def test_every_profile_gives_the_credentials_that_botocore_takes(world, tmp_path):
    found = cases(tmp_path, world)
    theirs = botocore_keys(found, tmp_path)
    World.seen.clear()
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        ours = list(pool.map(lambda pair: vaer_key(*pair, tmp_path), enumerate(found)))
    print(f"{len(found)} cases, {sum(key is None for key in theirs)} of them without credentials")
    assert len(set(theirs)) > 15, "the cases are too much alike"
    different = [
        f"{case.name}: vaer {own}, botocore {their}" for case, own, their in zip(found, ours, theirs) if own != their
    ]
    assert different == []

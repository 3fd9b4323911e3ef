"""Looks for secrets where none may be, and for calls whose signature AWS would refuse.

usage, for what others ran against a local AWS: watch.py FOLDER SECRET, where FOLDER has announce.json and all outputs
"""

from __future__ import annotations

import json
import pathlib
import sys
import urllib.parse
import urllib.request

# What the environment of every run has besides its login; this machine's own AWS is never asked through a proxy.
PROXY_PASSWORD = "proxy-canary-5d0f3c62b1"
# Every secret of the whole run; grows as local AWSs end.
SECRETS: set[str] = {PROXY_PASSWORD}
# Where secrets belong: what the local AWS hands out, and what tests write as somebody's login.
HOMES = {"announce.json", "credentials"}
MISMATCHES = {"AuthFailure", "IncompleteSignature", "InvalidSignatureException", "SignatureDoesNotMatch"}


def leaks(folder: pathlib.Path, secrets: set[str]) -> list[str]:
    """The files below a folder that have a secret in them, plain or percent-encoded: outputs, logs, databases."""
    wanted = {form.encode() for secret in secrets for form in (secret, urllib.parse.quote(secret, safe=""))}
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and path.name not in HOMES:
            data = path.read_bytes()
            found += [str(path)] if any(secret in data for secret in wanted) else []
    return found


def mismatches(calls: list[dict]) -> list[str]:
    """The calls of a journal that were refused because of their signature or date."""
    return [f"{c['service']} {c['action']}: {c['code']}" for c in calls if c["code"] in MISMATCHES]


def main() -> None:
    folder, secret = pathlib.Path(sys.argv[1]), sys.argv[2]
    endpoint = json.loads((folder / "announce.json").read_text())["endpoint"]
    ask = lambda path: json.load(urllib.request.urlopen(f"{endpoint}/local-aws/{path}", timeout=30))  # noqa: E731
    calls = ask("journal?kind=call")
    problems = [f"a secret in {path}" for path in leaks(folder, {secret, *ask("secrets")})] + mismatches(calls)
    print(f"{len(calls)} calls to the local AWS, {len(mismatches(calls))} with a signature that does not match")
    if problems:
        sys.exit("\n".join(problems))


if __name__ == "__main__":
    main()

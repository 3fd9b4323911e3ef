"""Starts the local AWS on this machine's loopback address and says where it is."""

from __future__ import annotations

import argparse
import ctypes
import dataclasses
import faulthandler
import json
import os
import pathlib
import signal
import sys
import threading

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

from . import alarms, compute, event_rules, eventbridge, functions, lambda_api, lookups, notifications, quotas, routes
from . import queues, seed, tagging, world
from .front import Front
from .server import Server
from .settings import SETTINGS

# Modules that put something in place of moto's own.
PATCHES = (
    alarms, compute, event_rules, functions, lambda_api, lookups, notifications, queues, quotas, routes, tagging,
)  # fmt: skip


def application() -> Front:
    """moto's server, patched, behind the door."""
    for module in PATCHES:
        module.install()

    def create(service: str):
        app = create_backend_app(service)
        app.debug = False
        app.config["PROPAGATE_EXCEPTIONS"] = True
        return app

    return Front(DomainDispatcherApplication(create))


def arguments() -> argparse.Namespace:
    """The command line; every setting is an option."""
    parser = argparse.ArgumentParser(prog="local_aws", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--announce", type=pathlib.Path, help="written when ready: endpoint, pid, accounts with keys")
    parser.add_argument("--credentials-file", type=pathlib.Path, help="a shared credentials file to write")
    parser.add_argument("--world", type=pathlib.Path, help="accounts, networks and routers to make")
    parser.add_argument("--seed-pairs", type=int, default=0, metavar="N", help="pairs to make beside the world's")
    parser.add_argument("--seed-accounts", type=int, default=1, metavar="N", help="over how many accounts")
    parser.add_argument("--seed-file", type=pathlib.Path, help="written with what was made for the pairs")
    parser.add_argument("--die-with-parent", action="store_true", help="end when the starting process ends")
    parser.add_argument("--no-auth", action="store_true", help="check neither signatures nor policies")
    parser.add_argument("--throttle", action="store_true", help="enforce EC2's token buckets")
    parser.add_argument("--retry", help="seconds before the tries of an asynchronous invocation, such as 60,120")
    for field in dataclasses.fields(SETTINGS):
        if field.type == "float":
            parser.add_argument(f"--{field.name.replace('_', '-')}", type=float, metavar="SECONDS")
    return parser.parse_args()


def main() -> None:
    """Serves until it is told to stop."""
    options = arguments()
    faulthandler.register(signal.SIGUSR1)
    if options.die_with_parent:
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
    chosen = {f.name: getattr(options, f.name, None) for f in dataclasses.fields(SETTINGS) if f.type == "float"}
    SETTINGS.update({name: value for name, value in chosen.items() if value is not None})
    SETTINGS.auth, SETTINGS.throttle = not options.no_auth, options.throttle
    if options.retry:
        SETTINGS.retry = tuple(float(part) for part in options.retry.split(","))
    front = application()
    accounts = world.make(options.world, options.seed_pairs, options.seed_accounts)
    if options.seed_file:
        options.seed_file.write_text(json.dumps(seed.world(options.seed_pairs, options.seed_accounts)))
    server = Server(options.port, front)
    SETTINGS.port = server.server_port
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    threading.Thread(target=eventbridge.run_schedules, args=(stop,), daemon=True).start()
    threading.Thread(target=functions.reap, args=(stop,), daemon=True).start()
    announce(options, accounts)
    stop.wait()
    functions.stop_all()
    os._exit(0)


def announce(options: argparse.Namespace, accounts: dict[str, dict]) -> None:
    """Says where the local AWS is, in whole files only."""
    if options.credentials_file:
        world.write_credentials(options.credentials_file, accounts)
    facts = {"endpoint": f"http://127.0.0.1:{SETTINGS.port}", "pid": os.getpid(), "accounts": accounts}
    if options.announce:
        part = options.announce.with_suffix(".part")
        part.write_text(json.dumps(facts))
        part.replace(options.announce)
    else:
        json.dump(facts, sys.stdout)
        print(flush=True)


if __name__ == "__main__":
    main()

"""Reads one fleet with vaer, and the same fleet as YAML, JSON and HCL with well-known parsers, and compares CPU time."""

from __future__ import annotations

import argparse
import gc
import json
import os
import pathlib
import statistics
import subprocess
import tempfile
import time
from typing import Callable

import hcl2
import orjson
import yaml

PAIRS_PER_FILE = 100


def fleet(count: int) -> dict:
    """A fleet as data; each pair has what pairs have in the examples, and its template's and the defaults' values."""
    pairs = []
    for number in range(count):
        digits = f"{number:08x}"
        member = lambda side: {"instance": f"i-{side}{digits}00000000", "eni": f"eni-{side}{digits}00000000"}  # noqa: E731
        pairs.append(
            {
                "name": f"site-{number}",
                "from": f"edge-{number % 20}",
                "description": f"Site {number}, first floor",
                "vpc": f"vpc-{digits}",
                "members": {"vAER-A": member(0), "vAER-B": member(1)},
                "routes": {
                    "destinations": ["10.0.0.0/8", "172.16.0.0/12", f"192.168.{number % 256}.0/24", "2001:db8::/32"],
                    "tables": [f"rtb-{digits}"],
                },
                "notify": {"email": [f"site-{number}@example.com"]},
                "tags": {"site": f"s{number}", "cost-center": "4711"},
            }
        )
    regions = ["us-west-1", "eu-central-1", "ap-south-1", "sa-east-1"]
    templates = {
        f"edge-{number}": {"region": regions[number % 4], "sweep": "1m", "notify": {"email": ["netops@example.com"]}}
        for number in range(20)
    }
    return {"defaults": {"account": "731262942057", "log-retention": "30d"}, "templates": templates, "pairs": pairs}


def entries(values: dict, indent: str = "  ") -> str:
    """Values as the entries of a block; pairs append to what their templates say of whom to tell."""
    lines = []
    for key, value in values.items():
        if isinstance(value, dict):
            lines.append(f"{indent}{key} {{\n{entries(value, indent + '  ')}{indent}}}\n")
        elif isinstance(value, list):
            lines.append(f"{indent}{key} = [{', '.join(value)}]\n")
        else:
            lines.append(f"{indent}{key} = " + (f'"{value}"' if " " in value else value) + "\n")
    return "".join(lines)


def definition(pair: dict) -> str:
    """A pair as vaer has it."""
    values = {key: value for key, value in pair.items() if key not in ("name", "from", "members")}
    members = "".join(f'  member "{name}" {{\n{entries(one, "    ")}  }}\n' for name, one in pair["members"].items())
    text = f'pair "{pair["name"]}" from "{pair["from"]}" {{\n{entries(values)}{members}}}\n'
    return text.replace("email = [site", "email += [site")


def hcl(pair: dict) -> str:
    """A pair as HCL has it, where every value is an expression."""
    quote = lambda value: json.dumps(value)  # noqa: E731
    lines = [f'pair "{pair["name"]}" {{', f'  from = {quote(pair["from"])}', f'  vpc = {quote(pair["vpc"])}']
    lines.append(f'  description = {quote(pair["description"])}')
    for name, member in pair["members"].items():
        lines += [f'  member "{name}" {{', *(f"    {key} = {quote(value)}" for key, value in member.items()), "  }"]
    for block in ("routes", "notify", "tags"):
        lines += [f"  {block} {{", *(f"    {key} = {quote(value)}" for key, value in pair[block].items()), "  }"]
    return "\n".join([*lines, "}", ""])


def files(data: dict, first: Callable[[], str], one: Callable[[dict], str], head: str) -> list[str]:
    """The texts of the fleet's files."""
    groups = [data["pairs"][n : n + PAIRS_PER_FILE] for n in range(0, len(data["pairs"]), PAIRS_PER_FILE)]
    return [head + first()] + [head + "".join(one(pair) for pair in group) for group in groups]


def vaer_files(data: dict) -> list[str]:
    shared = f'defaults {{\n{entries(data["defaults"])}}}\n'
    for name, values in data["templates"].items():
        shared += f'template "{name}" {{\n{entries(values)}}}\n'
    return files(data, lambda: shared, definition, "vaer 1\n\n")


def document_files(data: dict, dump: Callable[[object], str]) -> list[str]:
    groups = [data["pairs"][n : n + PAIRS_PER_FILE] for n in range(0, len(data["pairs"]), PAIRS_PER_FILE)]
    shared = {"defaults": data["defaults"], "templates": data["templates"]}
    return [dump(shared)] + [dump({"pairs": group}) for group in groups]


def of_vaer(command: pathlib.Path, texts: list[str], runs: int) -> tuple[list[float], float]:
    """CPU seconds of whole processes, from exec to exit, and the most memory that one had, in MB."""
    times, peak = [], 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name) / "pairs.d"
        folder.mkdir()
        for number, text in enumerate(texts):
            (folder / f"{number:04}.vaer").write_text(text)
        for _ in range(runs):
            process = subprocess.Popen([command, "check", folder], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            said = process.stderr.read().decode()
            _, status, usage = os.wait4(process.pid, 0)
            assert status == 0 and "no errors" in said, said
            times.append(usage.ru_utime + usage.ru_stime)
            peak = max(peak, usage.ru_maxrss / 1024)
    return times, peak


def of_parser(parse: Callable[[str], object], texts: list[str], runs: int) -> list[float]:
    """CPU seconds of the calls of a parser alone."""
    times = []
    # The benchmark's own data is nothing that a parser should have to look through for garbage.
    gc.collect()
    gc.freeze()
    for _ in range(runs):
        began = time.process_time()
        for text in texts:
            parse(text)
        times.append(time.process_time() - began)
    return times


def main() -> None:
    """Measures what the options ask for and prints it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--vaer", type=pathlib.Path, required=True, help="the release build of vaer")
    parser.add_argument("--pairs", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--hcl-pairs", type=int, default=200, help="pairs as HCL, whose parser is slow; scaled up")
    options = parser.parse_args()
    data, runs = fleet(options.pairs), options.runs
    ours = vaer_files(data)
    times, peak = of_vaer(options.vaer.resolve(), ours, runs)
    base = statistics.median(times)
    print(f"{options.pairs} pairs in {len(ours)} files; medians of {runs} runs, CPU time; peak memory of vaer {peak:.0f} MB\n")
    print(f"{'what':<44}{'MB':>7}{'ms':>10}{'us/pair':>10}{'ratio':>9}")

    def row(what: str, texts: list[str], seconds: float) -> None:
        size = sum(len(text.encode()) for text in texts) / 1e6
        each = seconds / options.pairs * 1e6
        print(f"{what:<44}{size:>7.1f}{seconds * 1000:>10.0f}{each:>10.1f}{seconds / base:>8.2f}x", flush=True)

    row("vaer check: process, read, check, merge", ours, base)
    documents = document_files(data, lambda value: yaml.safe_dump(value, sort_keys=False))
    load = lambda text: yaml.load(text, yaml.CSafeLoader)  # noqa: E731
    row("YAML: parse (libyaml, PyYAML's CSafeLoader)", documents, statistics.median(of_parser(load, documents, runs)))
    documents = document_files(data, lambda value: json.dumps(value, indent=2))
    row("JSON: parse (Python's json, in C)", documents, statistics.median(of_parser(json.loads, documents, runs)))
    row("JSON: parse (orjson, in Rust)", documents, statistics.median(of_parser(orjson.loads, documents, runs)))
    hcl2.loads(hcl(data["pairs"][0]))  # The first call builds the parser from its grammar.
    few = fleet(options.hcl_pairs)
    documents = files(few, str, hcl, "")[1:]
    scale = options.pairs / options.hcl_pairs
    seconds = statistics.median(of_parser(hcl2.loads, documents, 1)) * scale
    row(f"HCL: parse (python-hcl2, {options.hcl_pairs} pairs, scaled)", documents, seconds)
    print(NOTES)


NOTES = """
ratio: how many times vaer's CPU time. vaer's is that of the whole process, from exec to exit: it reads the files, checks every
value, every pair and the pairs against each other, and merges defaults and templates. The others' is that of the calls of the
parser alone, which check and merge nothing; starting Python and reading files are not counted.
"""


if __name__ == "__main__":
    main()

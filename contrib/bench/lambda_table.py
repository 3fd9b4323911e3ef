"""Prints what was measured of the functions, and compares it with the targets."""

from __future__ import annotations

from dataclasses import dataclass, field

OURS, PEER = "vaer-failover", "manual, Python"


@dataclass
class Figures:
    """What was measured of one function in one case: a value for each run, in ms and MB."""

    start: list[float] = field(default_factory=list)
    ready: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    both: list[float] = field(default_factory=list)
    warm: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    gap: list[float] = field(default_factory=list)
    # What went wrong, in words.
    failures: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Case:
    """One line of the comparison."""

    milliseconds: int
    routes: int
    is_limited: bool = False

    @property
    def text(self) -> str:
        """How the case is called in the table."""
        return f"+{self.milliseconds} ms" + (" limit" if self.is_limited else "")


VERDICTS = {True: "reached", False: "NOT reached", None: "no target"}
COLUMNS = {"start": 13, "ready": 13, "first": 16, "both": 16, "warm": 16, "memory": 14, "gap": 15}
TITLES = {
    "start": "start", "ready": "ready", "first": "first run", "both": "ready + first", "warm": "warm run",
    "memory": "memory MB", "gap": "no route",
}


def print_header() -> None:
    """Prints the columns' titles."""
    print(f"{'EC2':<13}{'routes':>6}  {'function':<25}" + "".join(f"{TITLES[c]:>{w}}" for c, w in COLUMNS.items()))


def print_case(case: Case, found: dict[str, Figures]) -> None:
    """Prints the lines of one case."""
    for name, figures in found.items():
        cells = "".join(f"{shown(getattr(figures, c)):>{w}}" for c, w in COLUMNS.items())
        print(f"{case.text:<13}{case.routes:>6}  {name:<25}{cells}")
        if name == OURS:
            ratios = {c: ratio(found, c) for c in COLUMNS if c != "gap"}
            cells = "".join(f"{f'{ratios[c]:.1f}x' if ratios.get(c) else '':>{w}}" for c, w in COLUMNS.items())
            print(f"{'':<19}  {'  ratio':<25}{cells}")
        for failure in dict.fromkeys(figures.failures):
            print(f"{'':<21}  failed: {failure}")
    print(flush=True)


def shown(values: list[float]) -> str:
    """The least, with the greatest when there are more values than one."""
    if not values:
        return "-"
    text = f"{min(values):.1f}" if min(values) < 100 else f"{min(values):.0f}"
    return text if len(values) == 1 else f"{text} (-{max(values):.0f})"


def ratio(found: dict[str, Figures], column: str) -> float | None:
    """How many times the peer's least is ours: what else a machine does can only add to either."""
    peer, ours = (getattr(found[name], column) for name in (PEER, OURS))
    return min(peer) / min(ours) if peer and ours else None


def print_targets(zip_bytes: int, has_tls: bool, is_quick: bool, results: dict[Case, dict[str, Figures]]) -> bool:
    """Prints each target with the worst figure there is for it; whether all were reached.

    How long a run takes is compared only where EC2 is quick: the local AWS does one call after the other.
    """
    lines = [("zip at most 5 MB", f"{zip_bytes / 1e6:.2f} MB", zip_bytes <= 5e6)]

    def worst(column: str, cases: list[Case]) -> tuple[float, str] | None:
        found = [(value, case) for case in cases if (value := ratio(results[case], column))]
        value, case = min(found, key=lambda pair: pair[0], default=(None, None))
        return None if case is None else (value, f"{value:.1f}x ({case.text}, {case.routes} routes)")

    if least := worst("start", list(results)):
        lines.append(("start at most 1/80 of the manual function's", least[1], least[0] >= 80))
    if least := worst("ready", list(results)):
        lines.append(("  (ready, with the handshake with EC2 in it)", least[1], None))
    fifty = [case for case in results if case.routes == 50 and case.milliseconds == 20 and not case.is_limited]
    for column in ("first", "warm") if is_quick else ():
        if least := worst(column, fifty):
            what = f"50 routes at 20 ms a call, {TITLES[column]}: at least 15 times faster"
            lines.append((what, least[1], least[0] >= 15))
    if has_tls:
        most = max(max(found[OURS].memory) for found in results.values())
        lines.append(("under 12 MB of memory with TLS", f"{most:.1f} MB", most < 12))
    longest = max(max(found[OURS].gap) for found in results.values())
    lines.append(("never a destination without a route", f"{longest:.0f} ms", longest == 0))
    failed = [case.text for case, found in results.items() if found[OURS].failures]
    lines.append(("every run moves every route", ", ".join(failed) or "yes", not failed))
    print("targets, each with the worst figure of this run:")
    for what, figure, is_reached in lines:
        print(f"  {what:<64}{figure:<34}{VERDICTS[is_reached]}")
    return all(is_reached is not False for _, _, is_reached in lines)

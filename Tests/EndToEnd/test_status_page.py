"""The status page in a real browser: it follows what happens, never shows old for new, and works without a script."""

from __future__ import annotations

import re
import shutil
import signal
import socket

import pytest
import requests
from controller import Controller, applied, carrier, ensure  # noqa: F401
from playwright.sync_api import Page, expect, sync_playwright
from test_main_job import wait_until

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
# A slow machine may take its time.
PATIENCE = 30_000


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        # In a container of root's there is no other sandbox than the container.
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


@pytest.fixture
def tab(browser):
    """A page of the browser that tolerates no complaint of a script or of the content security policy."""
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" and "Failed to load" not in m.text else None)
    yield page
    context.close()
    assert not complaints, complaints


def free_port() -> int:
    """A port for a controller that is killed and comes again at the same place."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def served(applied):  # noqa: F811
    """A controller that has looked at everything, where its page is, and how another is started in its place."""
    port = free_port()
    start = lambda: Controller(applied, "--interval", "2s", "--listen", f"127.0.0.1:{port}")  # noqa: E731
    controller, address = start(), f"http://127.0.0.1:{port}"
    controller.page()
    wait_until(lambda: requests.get(f"{address}/readyz").status_code == 200, 60, "readiness")
    yield address, controller, start


def badge(tab: Page, pair: str):
    return tab.locator(f"#row-{pair} .badge")


def test_a_failover_is_seen_without_a_reload(aws, served, tab):
    address, _, _ = served
    tab.goto(address)
    expect(badge(tab, "sfo-edge")).to_contain_text("protected", timeout=PATIENCE)
    expect(tab.locator("#connection")).to_contain_text("live, as of")
    tab.evaluate("window.untouched = true")
    tab.locator("input[name=search]").fill("half a word")
    first = carrier(aws)
    ensure(aws, first, "stopped")
    expect(badge(tab, "sfo-edge")).to_contain_text("degraded", timeout=PATIENCE)
    expect(tab.locator("#failovers tbody tr")).not_to_have_count(0, timeout=PATIENCE)
    assert "1 degraded" in tab.title() and tab.title().startswith("!")
    assert "a15c07" in tab.locator("#icon").get_attribute("href")
    # What somebody is writing stays, and so does the focus.
    assert tab.locator("input[name=search]").input_value() == "half a word"
    assert tab.evaluate("document.activeElement.name") == "search"
    assert tab.evaluate("window.untouched") is True
    ensure(aws, first, "running")
    expect(badge(tab, "sfo-edge")).to_contain_text("protected", timeout=PATIENCE)
    tab.locator("#row-sfo-edge a").click()
    expect(tab.locator("h1")).to_have_text("sfo-edge")
    expect(tab.locator("#events tbody tr", has_text="failover").first).to_contain_text("4 routes", timeout=PATIENCE)
    routes = tab.locator("#events details").first
    routes.locator("summary").click()
    expect(routes.locator("li")).to_have_count(4)


def test_a_lost_controller_is_said_and_its_return_too(served, tab):
    address, controller, start = served
    tab.goto(address)
    expect(tab.locator("#connection")).to_contain_text("live, as of", timeout=PATIENCE)
    controller.kill()
    expect(tab.locator("#connection")).to_contain_text("connection lost: this is from", timeout=PATIENCE)
    assert "lost" in tab.evaluate("document.documentElement.className")
    ages = tab.locator("#row-sfo-edge time[data-age]")
    before = ages.inner_text()
    wait_until(lambda: ages.inner_text() != before, 10, "an age that goes on")
    start().page()
    expect(tab.locator("#connection")).to_contain_text("live, as of", timeout=PATIENCE)
    assert "lost" not in tab.evaluate("document.documentElement.className")


def test_a_line_that_only_seems_to_stand_is_noticed(served, tab):
    address, controller, _ = served
    tab.goto(address)
    expect(tab.locator("#connection")).to_contain_text("live, as of", timeout=PATIENCE)
    controller.process.send_signal(signal.SIGSTOP)
    try:
        expect(tab.locator("#connection")).to_contain_text("connection lost", timeout=45_000)
    finally:
        controller.process.send_signal(signal.SIGCONT)
    expect(tab.locator("#connection")).to_contain_text("live, as of", timeout=45_000)


def test_without_a_script_the_page_is_whole(served, browser):
    address, _, _ = served
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(address)
    expect(badge(tab, "zhy-edge")).to_contain_text("protected")
    expect(tab.locator("#connection")).to_contain_text("as of 2")
    tab.locator("select[name=region]").select_option("cn-northwest-1")
    tab.locator("button").click()
    expect(tab.locator("#pairs tbody tr")).to_have_count(1)
    assert "region=cn-northwest-1" in tab.url
    expect(tab.locator("select[name=region]")).to_have_value("cn-northwest-1")
    tab.locator(".card a").first.click()
    tab.locator("nav a", has_text="History").click()
    expect(tab.locator("h1")).to_have_text("History")
    context.close()


def test_what_definitions_say_is_shown_and_never_obeyed(applied, own_pairs, tab):  # noqa: F811
    hostile = "<script>document.title='taken'</script><img src=x onerror=alert(1)>東京"
    text = (own_pairs / "lab.vaer").read_text()
    changed = re.sub(r'description *= *".*"', f'description = "{hostile}"', text, count=1)
    assert changed != text
    (own_pairs / "lab.vaer").write_text(changed)
    applied.pairs = own_pairs
    controller = Controller(applied, "--interval", "2s", "--listen", "127.0.0.1:0")
    address = controller.page()
    tab.goto(f"{address}/pairs/sfo-lab")
    expect(tab.locator("#now")).to_contain_text("<script>document.title=")
    assert "taken" not in tab.title() and tab.locator("main img").count() == 0
    tab.goto(f"{address}/?search=%3Cb%3E%E6%9D%B1&tag=%3Cscript%3E")
    assert tab.locator("main script").count() == 0
    tab.goto(f"{address}/pairs/%3Cscript%3Ealert(1)%3C/script%3E")
    tab.goto(f"{address}/pairs/%3Cimg%20src=x%3E")
    expect(tab.locator("main")).to_contain_text("there is no pair '<img src=x>'")
    controller.stop()


def test_text_can_be_read_in_light_and_dark(served, browser):
    """Each text against what is behind it, by WCAG's formula: 4.5 at least."""
    address, _, _ = served
    measure = """() => {
      const parse = (c) => c.match(/[\\d.]+/g).map(Number);
      const light = (c) => { const [r, g, b] = parse(c).map((v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
      const behind = (e) => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor; if (parse(c).length < 4 || parse(c)[3] > 0) return c; } return "rgb(255, 255, 255)"; };
      const found = [];
      for (const e of document.querySelectorAll("body *")) {
        if (e.closest("svg") || ![...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim())) continue;
        if (e.closest(".skip")) continue;
        const [a, b] = [light(getComputedStyle(e).color), light(behind(e))].sort((x, y) => y - x);
        const ratio = (a + 0.05) / (b + 0.05);
        if (ratio < 4.5) found.push(`${e.tagName} ${e.className} ${e.textContent.trim().slice(0, 30)}: ${ratio.toFixed(2)}`);
      }
      return found;
    }"""
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme)
        tab = context.new_page()
        for path in ("/", "/pairs/sfo-edge", "/history"):
            tab.goto(address + path)
            expect(tab.locator("#connection")).to_contain_text("live", timeout=PATIENCE)
            assert tab.evaluate(measure) == [], f"{scheme} {path}"
        context.close()


def test_every_part_has_a_name_and_the_keyboard_reaches_it(served, tab):
    address, _, _ = served
    for path in ("/", "/pairs/sfo-edge", "/history"):
        tab.goto(address + path)
        assert tab.evaluate("document.documentElement.lang") == "en"
        assert tab.locator("h1").count() == 1 and tab.locator("main").count() == 1
        unnamed = "[...document.querySelectorAll('table')].filter((t) => !t.caption || !t.querySelector('th[scope=col]')).length"
        assert tab.evaluate(unnamed) == 0
        labels = "[...document.querySelectorAll('input, select')].filter((e) => !e.labels.length).length"
        assert tab.evaluate(labels) == 0
        ids = "(() => { const a = [...document.querySelectorAll('[id]')].map((e) => e.id); return a.length - new Set(a).size; })()"
        assert tab.evaluate(ids) == 0
        tab.keyboard.press("Tab")
        assert tab.evaluate("document.activeElement.className") == "skip"
        # On a narrow screen tables scroll by themselves, the page does not.
        tab.set_viewport_size({"width": 360, "height": 800})
        assert tab.evaluate("document.documentElement.scrollWidth") <= 360
        tab.set_viewport_size({"width": 1280, "height": 800})

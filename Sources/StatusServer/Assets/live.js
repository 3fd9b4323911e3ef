// Keeps a page up to date: listens for changes, fetches the page again, and puts in place what differs.
// Without it the page is whole, and as old as it says.
"use strict";
(() => {
  // The server says something every ten seconds; without a word for this long the line counts as lost.
  const silence = 25_000;
  // The shortest time between two readings of the page.
  const pause = 2_000;

  const connection = document.getElementById("connection");
  let seen = Date.parse(connection.dataset.time);
  // How far this machine's clock is ahead of the controller's.
  let skew = Date.now() - seen;
  let heard = Date.now();
  let isLost = false;
  let isReading = false;
  let wanted = false;
  let lastRead = Date.now();
  let source;

  const age = (milliseconds) => {
    const seconds = Math.max(0, Math.floor(milliseconds / 1000));
    if (seconds < 60) return `${seconds}s`;
    if (seconds < 3600) return `${Math.floor(seconds / 60)}m`;
    if (seconds < 172800) return `${Math.floor(seconds / 3600)}h`;
    return `${Math.floor(seconds / 86400)}d`;
  };

  const say = () => {
    const now = Date.now() - skew;
    for (const time of document.querySelectorAll("time[data-age]")) {
      const text = age(now - Date.parse(time.dateTime));
      if (time.textContent !== text) time.textContent = text;
    }
    const moment = new Date(seen).toISOString().replace("T", " ").replace(/\.\d+/, "");
    const text = isLost ? `connection lost: this is from ${moment}, ${age(now - seen)} ago` : `live, as of ${moment}`;
    // A screen reader hears the change from live to lost, not every second.
    connection.setAttribute("aria-live", connection.dataset.lost === String(isLost) ? "off" : "polite");
    connection.dataset.lost = String(isLost);
    if (connection.textContent !== text) connection.textContent = text;
    connection.classList.toggle("live", !isLost);
    document.documentElement.classList.toggle("lost", isLost);
  };

  const hear = (moment) => {
    heard = Date.now();
    const time = Date.parse(moment);
    skew = heard - time;
    if (isLost) wanted = true;
    isLost = false;
    // What was read is still true: nothing has changed since.
    if (!wanted && !isReading) seen = time;
  };

  const put = (page) => {
    const active = document.activeElement;
    const target = active && (active.id ? `#${CSS.escape(active.id)}` : active.getAttribute("href"));
    for (const part of document.querySelectorAll("[data-live]")) {
      const next = page.getElementById(part.id);
      if (!next || next.isEqualNode(part)) continue;
      for (const row of next.querySelectorAll("tr[id]")) {
        const old = document.getElementById(row.id);
        if (old && old.querySelector(".badge")?.textContent !== row.querySelector(".badge")?.textContent)
          row.classList.add("changed");
      }
      const open = [...part.querySelectorAll("details")].map((details) => details.open);
      const hadFocus = part.contains(active);
      part.replaceWith(document.adoptNode(next));
      [...next.querySelectorAll("details")].forEach((details, index) => (details.open = open[index] ?? false));
      if (hadFocus && target) {
        const again = target.startsWith("#")
          ? document.querySelector(target)
          : [...next.querySelectorAll("a")].find((link) => link.getAttribute("href") === target);
        again?.focus({ preventScroll: true });
      }
    }
    document.title = page.title;
    const icon = page.getElementById("icon");
    if (icon) document.getElementById("icon").href = icon.href;
  };

  const read = async () => {
    if (isReading || !wanted || document.hidden || Date.now() - lastRead < pause) return;
    isReading = true;
    wanted = false;
    lastRead = Date.now();
    try {
      const reply = await fetch(location.href, { cache: "no-store", signal: AbortSignal.timeout(20_000) });
      if (!reply.ok) throw new Error(String(reply.status));
      const page = new DOMParser().parseFromString(await reply.text(), "text/html");
      put(page);
      seen = Date.parse(page.getElementById("connection").dataset.time);
    } catch {
      // Asked again at the next tick; until then the page says how old it is.
      wanted = true;
    }
    isReading = false;
    say();
  };

  const listen = () => {
    source?.close();
    source = new EventSource("/api/v1/events");
    let revision;
    source.addEventListener("fleet", (event) => {
      const fleet = JSON.parse(event.data);
      if (revision !== fleet.revision) wanted = true;
      revision = fleet.revision;
      hear(fleet.time);
      say();
    });
    source.addEventListener("alive", (event) => {
      hear(JSON.parse(event.data).time);
      say();
    });
    source.addEventListener("error", () => {
      isLost = true;
      say();
    });
  };

  setInterval(() => {
    if (Date.now() - heard > silence) {
      isLost = true;
      heard = Date.now();
      // A line that only seems to stand is never given up by the browser itself.
      listen();
    }
    read();
    say();
  }, 1000);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) read();
  });
  listen();
})();

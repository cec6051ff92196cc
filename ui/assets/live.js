// How fresh a page is, its theme and its zone. Pages read and work without this file.
(() => {
  const $ = (selector, within = document) => within.querySelector(selector);
  const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
  const live = () => $("#live");
  const pill = $("#pill");
  const contact = $("#contact");
  const status = $("#status");

  // The poll, which yields to the person.
  let isOff = sessionStorage.getItem("live") === "off";
  let isAsked = false;
  let failures = 0;
  let notBefore = 0;
  let heardAt = new Date();

  const isSelecting = () => {
    const selection = getSelection();
    return selection !== null && !selection.isCollapsed && live().contains(selection.anchorNode);
  };

  function holdsStill() {
    if (document.hidden) return "Not live";
    if ($(".tick input:checked", live())) return "Paused while you select";
    if ($("dialog[open]")) return "Not live";
    if (isSelecting()) return "Paused while you select";
    if (document.activeElement?.matches("#live :is(input:not([type=checkbox]), select, textarea)")) return "Paused while you type";
    return isOff ? "Not live" : undefined;
  }

  function showFreshness() {
    if (!pill) return;
    const reason = holdsStill();
    pill.hidden = !live()?.hasAttribute("hx-get");
    pill.textContent = failures > 0 ? "No contact" : (reason ?? "Live");
    pill.className = `pill ${failures > 0 ? "lost" : reason ? "paused" : ""}`;
    pill.setAttribute("aria-pressed", String(!isOff));
    pill.title = isOff ? "Numbers stand still: press to go on" : "Numbers refresh themselves: press to pause";
  }

  const timeIn = (date) => date.toLocaleTimeString("en-GB", { timeZone: $("#clock").dataset.zone });

  function lostContact() {
    failures += 1;
    notBefore = Date.now() + Math.min(60, 2 ** failures) * 1000;
    contact.textContent = `No contact with the server since ${timeIn(heardAt)}. Numbers above are from then.`;
    contact.hidden = false;
    showFreshness();
  }

  function hadContact(response) {
    failures = notBefore = 0;
    contact.hidden = true;
    heardAt = new Date(response.headers.get("date") ?? Date.now());
    const clock = $("#clock");
    const day = { dateStyle: "medium", timeStyle: "medium", timeZone: clock.dataset.zone };
    clock.textContent = `${heardAt.toLocaleString("en-GB", day)} ${clock.dataset.zone}`;
    clock.dateTime = heardAt.toISOString();
  }

  document.addEventListener("htmx:before:request", (event) => {
    if (event.target.id !== "live") return;
    const isWanted = isAsked || (!holdsStill() && Date.now() >= notBefore);
    isAsked = false;
    if (!isWanted) event.preventDefault();
    showFreshness();
  });

  // Whatever is no page of ours (a proxy's error, a login) must not replace the one that is there.
  document.addEventListener("htmx:after:request", (event) => {
    const { response, text } = event.detail.ctx;
    if (response.status === 304 || text.includes('id="live"')) return hadContact(response);
    event.preventDefault();
    lostContact();
  });
  document.addEventListener("htmx:error", (event) => event.target.id === "live" && lostContact());

  // A person may have begun something while the answer was under way.
  document.addEventListener("htmx:before:swap", (event) => {
    if (event.target.id === "live" && holdsStill() && !isOff) event.preventDefault();
  });
  document.addEventListener("htmx:after:swap", () => {
    tellDeaths();
    showFreshness();
  });

  // Comes to us before it comes to htmx.
  document.addEventListener("mr:refresh", () => (isAsked = true), true);

  function toggleLive() {
    isOff = !isOff;
    sessionStorage.setItem("live", isOff ? "off" : "on");
    say(isOff ? "Numbers stand still" : "Numbers refresh themselves");
    if (!isOff) document.body.dispatchEvent(new CustomEvent("mr:refresh"));
    showFreshness();
  }

  pill?.addEventListener("click", toggleLive);
  for (const name of ["visibilitychange", "selectionchange", "focusin", "focusout", "change", "close"]) {
    document.addEventListener(name, () => setTimeout(showFreshness), true);
  }

  // The one polite line.
  let dead = Number(live()?.dataset.dead);
  let toldAt = 0;

  function say(text) {
    status.textContent = text;
  }

  document.addEventListener("mr:say", (event) => say(event.detail));

  function tellDeaths() {
    const now = Number(live()?.dataset.dead);
    if (now <= dead || Date.now() - toldAt < 30_000) {
      if (now < dead) dead = now;
      return;
    }
    say(`${now - dead} more ${now - dead === 1 ? "job" : "jobs"} died`);
    dead = now;
    toldAt = Date.now();
  }

  // Theme and zone: the same cookies that the server sets.
  const setCookie = (name, value) => {
    document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=${value ? 31_536_000 : 0}; samesite=lax`;
  };

  function setTheme(theme) {
    setCookie("mr_theme", theme);
    if (theme) document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
    for (const link of $$("[data-theme-choice]")) {
      if (link.dataset.themeChoice === theme) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-theme-choice]");
    if (!link) return;
    event.preventDefault();
    setTheme(link.dataset.themeChoice);
  });

  document.addEventListener("mr:theme", () => {
    const isDark =
      getComputedStyle(document.documentElement).colorScheme === "dark" ||
      (!document.documentElement.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);
    setTheme(isDark ? "light" : "dark");
  });

  const zone = $("#zone");
  const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && ownZone && ownZone !== $("#clock").dataset.zone) zone.hidden = false;
  zone?.addEventListener("click", (event) => {
    event.preventDefault();
    setCookie("mr_tz", ownZone);
    location.reload();
  });

  // What a chart says where one points at it.
  document.addEventListener("pointermove", (event) => {
    const chart = event.target.closest?.(".chart svg");
    if (!chart) return;
    const { unit, processed, failed } = chart.dataset;
    const [all, bad] = [processed, failed].map((text) => text.split(" "));
    const box = chart.getBoundingClientRect();
    const total = chart.viewBox.baseVal.width;
    const slots = unit === "day" ? all.length : total;
    const slot = Math.min(slots - 1, Math.floor(((event.clientX - box.left) / box.width) * slots));
    const back = slots - 1 - slot;
    const point = all.length - 1 - back;
    const x = ((slot + 0.5) * total) / slots;
    $("[data-pointed]", chart).setAttribute("d", point < 0 ? "" : `M${x} 0V200`);
    const day = new Date(heardAt.getTime() - back * 86_400_000).toISOString().slice(0, 10);
    $("#pointed").textContent = point < 0 ? "" : `${unit === "day" ? day : `${back} s ago`}: ${all[point]}, failed ${bad[point]}`;
  });

  $(".tabs [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
  showFreshness();
})();

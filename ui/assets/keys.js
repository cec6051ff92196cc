// Rows that are chosen and ticked, and the keys. Pages read and work without this file.
(() => {
  const $ = (selector, within = document) => within.querySelector(selector);
  const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
  const tell = (name, detail) => document.body.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));

  let chosen;
  let lastTicked;
  const rows = () => $$("#main tbody tr");
  const rowOf = (id) => rows().find((row) => row.id === id);

  function choose(id) {
    chosen = id;
    for (const row of rows()) row.classList.toggle("chosen", id !== undefined && row.id === id);
  }

  function step(by) {
    const all = rows().filter((row) => row.id);
    const at = all.findIndex((row) => row.id === chosen);
    const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(all.length - 1, at + by))];
    if (!next) return;
    choose(next.id);
    (($(".tick input", next) ?? $("a, button", next)) || next).focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  // A poll doesn't know which row is chosen.
  document.addEventListener("htmx:after:swap", () => choose(chosen));

  const tickOf = (row) => row && $(".tick input", row);

  function tick(box, isOn) {
    if (!box || box.checked === isOn) return;
    box.checked = isOn;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function tickUpTo(row) {
    const all = rows();
    const [from, to] = [all.indexOf(rowOf(lastTicked) ?? row), all.indexOf(row)].sort((one, other) => one - other);
    for (const each of all.slice(from, to + 1)) tick(tickOf(each), true);
  }

  document.addEventListener("click", (event) => {
    const box = event.target.closest?.(".tick input");
    if (!box) return;
    const row = box.closest("tbody tr");
    if (!row) return rows().forEach((each) => tick(tickOf(each), box.checked));
    if (event.shiftKey) tickUpTo(row);
    lastTicked = row.id;
  });

  document.addEventListener("click", (event) => {
    const copy = event.target.closest?.("[data-copy]");
    if (copy) copyText(copy.dataset.copy || ($(copy.dataset.copyFrom)?.textContent ?? ""));
  });

  // A menu that is not clicked closes.
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("#more")) $("#more[open]")?.removeAttribute("open");
  });

  // Also over plain HTTP, where there is no clipboard.
  function copyText(text) {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    const isDone = document.execCommand("copy");
    area.remove();
    tell("mr:say", isDone ? "Copied" : "Could not copy");
  }

  // Keys.
  const help = $("#keys");
  const keysOn = $("#keys-on");
  let isGoing = false;
  if (keysOn) keysOn.checked = localStorage.getItem("keys") !== "off";
  keysOn?.addEventListener("change", () => localStorage.setItem("keys", keysOn.checked ? "on" : "off"));
  const helpButton = $("#help");
  if (helpButton) helpButton.hidden = false;
  helpButton?.addEventListener("click", () => help.showModal());

  const press = (key) => {
    const row = rowOf(chosen);
    ((row && $(`[data-press="${key}"]`, row)) ?? $(`#main .title [data-press="${key}"]`))?.click();
  };

  const actions = {
    "?": () => help.showModal(),
    "/": () => $("#main input[name=q]")?.focus(),
    j: () => step(1),
    k: () => step(-1),
    x: () => {
      const box = tickOf(rowOf(chosen));
      if (box) tick(box, !box.checked);
      lastTicked = chosen;
    },
    X: () => rowOf(chosen) && tickUpTo(rowOf(chosen)),
    "*": () => rows().forEach((row) => tick(tickOf(row), true)),
    Enter: () => $("a", rowOf(chosen) ?? document.createElement("p"))?.click(),
    r: () => press("r"),
    p: () => press("p"),
    "[": () => $("a[rel=prev]")?.click(),
    "]": () => $("a[rel=next]")?.click(),
    ".": () => tell("mr:refresh"),
    l: () => $("#pill")?.click(),
    T: () => tell("mr:theme"),
    Escape: () => {
      $("#more[open]")?.removeAttribute("open");
      rows().forEach((row) => tick(tickOf(row), false));
      tick($("thead .tick input"), false);
      getSelection()?.removeAllRanges();
      choose(undefined);
    },
  };

  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || !keysOn?.checked || $("dialog[open]")) return;
    if (target.matches("input:not([type=checkbox]), select, textarea") && key !== "Escape") return;
    if (key === "Enter" && target.matches("a, button, summary, input")) return;
    if (isGoing) {
      isGoing = false;
      const tab = $$("[data-go]").find((link) => link.dataset.go === key);
      if (tab) tab.click();
      return;
    }
    if (key === "g") {
      isGoing = true;
      return void setTimeout(() => (isGoing = false), 1500);
    }
    if (!Object.hasOwn(actions, key)) return;
    event.preventDefault();
    if (target.matches("input") && key === "Escape") target.blur();
    actions[key]();
  });
})();

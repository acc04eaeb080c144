"use strict";
(() => {
  const tools = document.getElementById("tools");
  if (!tools) return;
  const changes = [...document.querySelectorAll(".change")];
  const search = document.getElementById("search");
  const shown = document.getElementById("shown");
  const none = document.getElementById("none");
  const help = document.getElementById("help");
  const filters = [...document.querySelectorAll("[data-filter]")];
  const texts = new Map();
  const ALL_OPEN = 12, GRAVE_OPEN = 20;

  const text = (change) => {
    if (!texts.has(change)) texts.set(change, change.textContent.toLowerCase());
    return texts.get(change);
  };
  const visible = () => changes.filter((change) => !change.hidden);
  const wanted = (kind) => filters
    .filter((button) => button.dataset.filter === kind && button.getAttribute("aria-pressed") === "true")
    .map((button) => button.dataset.value);

  const update = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const actions = wanted("action"), risks = wanted("risk");
    let count = 0;
    for (const change of changes) {
      const fits = (!actions.length || actions.includes(change.dataset.action))
        && (!risks.length || risks.includes(change.dataset.risk))
        && words.every((word) => text(change).includes(word));
      change.hidden = !fits;
      count += fits;
    }
    none.hidden = count > 0;
    const all = changes.length.toLocaleString("en");
    shown.textContent = count === changes.length ? `${all} ${changes.length === 1 ? "change" : "changes"}, gravest first`
      : `${count.toLocaleString("en")} of ${all} changes`;
  };
  const fold = (open) => { for (const change of visible()) change.open = open; };
  const everything = () => {
    search.value = "";
    for (const button of filters) button.setAttribute("aria-pressed", "false");
    update();
  };
  const go = (step) => {
    const list = visible();
    if (!list.length) return;
    const at = list.indexOf(document.activeElement?.closest(".change"));
    const next = at < 0 ? (step > 0 ? 0 : list.length - 1) : Math.min(list.length - 1, Math.max(0, at + step));
    list[next].querySelector("summary").focus();
  };
  const show = (id) => {
    const change = document.getElementById(id);
    if (!change?.classList.contains("change")) return;
    change.open = true;
    change.querySelector("summary").focus();
    change.scrollIntoView();
  };

  const themes = ["", "dark", "light"];
  const theme = document.getElementById("theme");
  const remembered = () => { try { return localStorage.getItem("deploy-cli-theme"); } catch { return null; } };
  const paint = (name) => {
    if (name) document.documentElement.dataset.theme = name;
    else delete document.documentElement.dataset.theme;
    theme.textContent = { dark: "☾", light: "☀" }[name] || "◐";
    theme.setAttribute("aria-label", `Theme: ${name || "as the system"}`);
  };
  const turn = () => {
    const name = themes[(themes.indexOf(document.documentElement.dataset.theme || "") + 1) % themes.length];
    paint(name);
    try { localStorage.setItem("deploy-cli-theme", name); } catch { /* a page from a file may keep nothing */ }
  };

  let waiting = 0;
  search.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(update, 80); });
  for (const button of filters) {
    button.addEventListener("click", () => {
      button.setAttribute("aria-pressed", button.getAttribute("aria-pressed") === "true" ? "false" : "true");
      update();
    });
  }
  document.getElementById("unfold").addEventListener("click", () => fold(true));
  document.getElementById("fold").addEventListener("click", () => fold(false));
  document.getElementById("keys").addEventListener("click", () => help.showModal());
  document.getElementById("close").addEventListener("click", () => help.close());
  theme.addEventListener("click", turn);

  const keys = {
    "/": () => search.focus(), j: () => go(1), k: () => go(-1), e: () => fold(true), c: () => fold(false),
    t: turn, "?": () => help.showModal(), Escape: everything,
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
    if (document.activeElement === search) {
      if (event.key === "Escape") { everything(); search.blur(); } else if (event.key === "Enter") { update(); go(1); }
      return;
    }
    const act = Object.hasOwn(keys, event.key) ? keys[event.key] : null;
    if (act) { event.preventDefault(); act(); }
  });

  let closed = [];
  addEventListener("beforeprint", () => { closed = visible().filter((change) => !change.open); fold(true); });
  addEventListener("afterprint", () => { for (const change of closed) change.open = false; });
  addEventListener("hashchange", () => show(location.hash.slice(1)));

  if (changes.length > ALL_OPEN) {
    let grave = 0;
    for (const change of changes) {
      const open = ["critical", "high"].includes(change.dataset.risk) && ++grave <= GRAVE_OPEN;
      if (change.open !== open) change.open = open;
    }
  }
  paint(themes.includes(remembered()) ? remembered() : "");
  tools.hidden = false;
  update();
  addEventListener("load", () => requestAnimationFrame(() => show(location.hash.slice(1))));
})();

// The page of `sa-infra console`: it signs in, shows what the server sends, and sends forms. All text comes escaped.
"use strict";
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  // The cookie reaches every server on this host, whatever its port; what only this page keeps does not.
  const csrf = localStorage.getItem("csrf");

  // Signing in: the token stands behind the `#`, which no browser sends, and leaves the address at once.
  if ($("#door")) {
    const say = (text) => { $("#door").textContent = text; };
    const token = location.hash.slice(1);
    history.replaceState(null, "", location.pathname + location.search);
    if (!token) return say("This page needs the address with its token.");
    fetch("/session", { method: "POST", body: token }).then(
      async (answer) => {
        if (!answer.ok) return say("This address was used before.");
        localStorage.setItem("csrf", await answer.text());
        location.replace(location.href);
      },
      () => say("The console has ended."),
    );
    return;
  }

  // Times are exact in the document and relative on the screen.
  const units = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];
  const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  function tell(root) {
    for (const time of root.querySelectorAll("time.relative")) {
      const seconds = (Date.parse(time.dateTime) - Date.now()) / 1000;
      const [unit, size] = units.find(([, size]) => Math.abs(seconds) >= size) ?? ["second", 1];
      time.textContent = relative.format(Math.trunc(seconds / size), unit);
    }
  }

  // A panel is replaced as a whole, but not while someone types in it; the focus and what is open stay.
  const waiting = new Map();
  const isTypedIn = (panel) => [...panel.querySelectorAll("input:not([type=hidden])")].some((input) => input.value);
  const focusable = (panel) => [...panel.querySelectorAll("a, button, summary, input:not([type=hidden]), [tabindex]")];
  function show(id, html) {
    const panel = document.getElementById(id);
    if (!panel) return;
    if (isTypedIn(panel)) return void waiting.set(id, html);
    waiting.delete(id);
    const [focus, open] = [focusable(panel).indexOf(document.activeElement), [...panel.querySelectorAll("details")].map((one) => one.open)];
    const scrolled = [...panel.querySelectorAll(".tall")].map((one) => one.scrollTop);
    panel.innerHTML = html;
    panel.removeAttribute("aria-busy");
    panel.querySelectorAll("details").forEach((one, at) => { if (at in open) one.open = open[at]; });
    panel.querySelectorAll(".tall").forEach((one, at) => { if (at in scrolled) one.scrollTop = scrolled[at]; });
    if (focus >= 0) focusable(panel)[focus]?.focus({ preventScroll: true });
    tell(panel);
  }
  const catchUp = () => waiting.forEach((html, id) => show(id, html));
  document.addEventListener("focusout", () => setTimeout(catchUp, 200));

  const KEPT = 5000;
  function add({ id, html, first }) {
    const list = document.getElementById(`${id}-lines`);
    if (!list) return;
    const follows = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
    if (first) list.replaceChildren();
    list.insertAdjacentHTML("beforeend", html);
    while (list.childElementCount > KEPT) list.firstElementChild.remove();
    if (follows) list.scrollTop = list.scrollHeight;
  }

  // The connection: closed while no one looks at the page, and said when it is lost.
  const line = $("#line");
  let events, heard, retry;
  function connected(is) {
    line.textContent = is ? "live" : "connection lost, trying again";
    line.classList.toggle("lost", !is);
  }
  function listen() {
    clearTimeout(retry);
    events?.close();
    if (document.hidden) return;
    heard = Date.now();
    events = new EventSource("/events?page=" + encodeURIComponent(location.pathname + location.search));
    const on = (name, take) => events.addEventListener(name, (event) => { heard = Date.now(); connected(true); take(event); });
    on("beat", () => {});
    on("panel", (event) => { const { id, html } = JSON.parse(event.data); show(id, html); });
    on("lines", (event) => add(JSON.parse(event.data)));
    events.onerror = () => {
      connected(false);
      events.close();
      clearTimeout(retry);
      retry = setTimeout(listen, 2000);
    };
  }
  document.addEventListener("visibilitychange", () => (document.hidden ? events?.close() : listen()));
  addEventListener("pagehide", () => events?.close());
  addEventListener("pageshow", (event) => event.persisted && listen());
  setInterval(() => {
    tell(document);
    if (!document.hidden && Date.now() - heard > 25000) { connected(false); listen(); }
  }, 5000);

  // Forms: what the server answers is a note, a question, or another page.
  const [notice, dialog] = [$("#notice"), $("#dialog")];
  let hides;
  function note(text) {
    notice.textContent = text;
    clearTimeout(hides);
    hides = setTimeout(() => notice.replaceChildren(), 6000);
  }
  async function send(form) {
    const buttons = form.querySelectorAll("button");
    buttons.forEach((button) => { button.disabled = true; });
    try {
      const body = new URLSearchParams(new FormData(form));
      const answer = await fetch("/do/" + form.dataset.verb, { method: "POST", headers: { "x-csrf": csrf }, body });
      const [kind, html] = [answer.headers.get("x-notice"), await answer.text()];
      if (dialog.open) dialog.close();
      if (kind === "go") return location.pathname + location.search === html ? listen() : location.assign(html);
      if (answer.ok || !kind) form.reset();
      catchUp();
      if (kind === "done") return note(html);
      if (!kind) return note(answer.status === 401 ? "The session is over: run the command again." : html);
      dialog.innerHTML = html;
      const close = Object.assign(document.createElement("button"), { type: "button", textContent: "Close" });
      close.addEventListener("click", () => dialog.close());
      const row = $(".does", dialog) ?? dialog.appendChild(Object.assign(document.createElement("div"), { className: "does" }));
      row.prepend(close);
      dialog.showModal();
    } catch {
      note("The console does not answer. It may have ended.");
    } finally {
      buttons.forEach((button) => { button.disabled = false; });
    }
  }
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("form.act")) {
      event.preventDefault();
      send(form);
    } else if (form.matches("form.filters")) {
      event.preventDefault();
      const fields = [...new FormData(form)].filter(([, value]) => value);
      location.assign("/logs?" + new URLSearchParams(fields));
    }
  });

  tell(document);
  listen();
})();

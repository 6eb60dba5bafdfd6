// The family's chat page: shows the talk, keeps what was written until the centre has it, and leaves at once.
"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const words = document.body.dataset;
  const log = $("log"), choices = $("choices"), field = $("text"), status = $("status"), talk = $("talk");

  // A phone may forbid storage; the page then works for as long as it is open.
  const memory = {};
  const store = {
    get(key) {
      try { return localStorage.getItem("pintu." + key); } catch { return memory[key] ?? null; }
    },
    set(key, value) {
      memory[key] = value;
      try { localStorage.setItem("pintu." + key, value); } catch { /* kept in memory */ }
    },
    drop(key) {
      delete memory[key];
      try { localStorage.removeItem("pintu." + key); } catch { /* was never there */ }
    },
  };
  const random = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(24));
    return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_");
  };
  const list = () => {
    try { return JSON.parse(store.get("mine")) || []; } catch { return []; }
  };

  if (!store.get("session")) store.set("session", random());
  const session = store.get("session");
  const labels = new Map(); // what a pressed button was called
  const shown = new Map(); // own messages on the page that the record does not show yet
  let mine = list(); // own messages that the record does not show yet; `taken` once the centre has them
  let last = Number(store.get("hidden")) || 0; // the newest message of the record on the page
  let active = Date.now(), sending = false, troubles = 0, pollTimer = 0, sendTimer = 0;

  const keep = () => store.set("mine", JSON.stringify(mine));
  const atEnd = () => talk.scrollHeight - talk.scrollTop - talk.clientHeight < 120;
  const toEnd = () => { talk.scrollTop = talk.scrollHeight; };

  function say(text) {
    if (status.textContent === text) return;
    const follow = atEnd();
    status.textContent = text;
    if (follow) toEnd();
  }

  function time(at) {
    const day = new Date(at), today = new Date().toDateString() === day.toDateString();
    const hour = { hour: "2-digit", minute: "2-digit" };
    return day.toLocaleString("id-ID", today ? hour : { day: "numeric", month: "short", ...hour });
  }

  // A ticket's number is never broken over two lines: people copy it by hand.
  const TICKET = /(\b[A-Z]{3}-\d{4}-\d{6}\b|https?:\/\/\S+\/unduh\/[\w-]+)/;
  function unbroken(part, index) {
    if (index % 2 === 0) return part;
    if (part.startsWith("http")) {
      const copy = document.createElement("a");
      copy.href = copy.textContent = part;
      copy.target = "_blank";
      copy.rel = "noopener noreferrer";
      return copy;
    }
    const code = document.createElement("b");
    code.textContent = part;
    return code;
  }

  function bubble(from, text, at, note) {
    const box = document.createElement("div"), who = document.createElement("span"), foot = document.createElement("small");
    box.className = "said " + from;
    who.className = "unseen";
    who.textContent = words[from === "family" ? "you" : "centre"] + ": ";
    foot.textContent = note || time(at);
    box.append(who, ...text.split(TICKET).map(unbroken), foot);
    return box;
  }

  function offer(options) {
    choices.replaceChildren(...options.map((option) => {
      labels.set(option.value, option.label);
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = option.label;
      button.addEventListener("click", () => write("", option.value));
      return button;
    }));
    choices.hidden = options.length === 0;
  }

  function echo(message) {
    const box = bubble("family", message.text || labels.get(message.choice) || message.label, message.at, message.taken ? "" : words.sending);
    if (!message.taken) box.classList.add("waiting");
    shown.set(message.id, box);
    log.append(box);
  }

  function mark(message, note, kind) {
    const box = shown.get(message.id);
    if (!box) return;
    box.classList.toggle("waiting", kind === "waiting");
    box.classList.toggle("refused", kind === "refused");
    box.lastChild.textContent = note;
  }

  function receive(entries) {
    const first = last === 0, follow = first || atEnd();
    let answer = null;
    for (const entry of entries) {
      if (entry.id <= last) continue;
      last = entry.id;
      for (const option of entry.choices) labels.set(option.value, option.label);
      if (entry.from === "family") {
        const match = mine.find((message) => message.taken && message.text === entry.text && message.choice === entry.choice);
        const text = entry.text || (match && match.label) || labels.get(entry.choice) || entry.choice;
        if (match) {
          shown.get(match.id)?.remove();
          shown.delete(match.id);
          mine = mine.filter((message) => message !== match);
          keep();
        }
        if (text) log.append(bubble("family", text, entry.at));
        offer([]);
      } else {
        const box = bubble("centre", entry.text, entry.at);
        log.append(box);
        offer(entry.choices);
        answer ??= box;
      }
    }
    // What is still on its way stays at the bottom.
    for (const message of mine) if (shown.has(message.id)) log.append(shown.get(message.id));
    if (mine.length) offer([]);
    if (answer && !mine.some((message) => !message.taken)) say("");
    if (!entries.length || !follow) return;
    toEnd();
    // A long answer is read from its beginning.
    if (answer && !first) talk.scrollTop = Math.min(talk.scrollTop, answer.offsetTop - talk.offsetTop - 12);
  }

  async function poll() {
    clearTimeout(pollTimer);
    try {
      const query = new URLSearchParams({ session, after: last, own: 1 });
      const answer = await fetch("/web/messages?" + query, { cache: "no-store" });
      if (!answer.ok) throw new Error(answer.status);
      const entries = await answer.json();
      receive(entries);
      if (troubles && !mine.length) say("");
      troubles = 0;
      if (entries.length) active = Date.now();
      if (entries.length >= 100) return poll();
    } catch {
      troubles += 1;
      if (troubles > 1) say(words.offline);
    }
    const calm = document.hidden ? 30000 : Date.now() - active < 120000 ? 2000 : 8000;
    pollTimer = setTimeout(poll, troubles ? Math.min(60000, 2000 * 2 ** troubles) : calm);
  }

  function write(text, choice) {
    const message = { id: random(), text: text.trim(), choice, label: labels.get(choice) || "", at: Date.now() };
    if (!message.text && !message.choice) return;
    mine.push(message);
    keep();
    offer([]);
    echo(message);
    toEnd();
    active = Date.now();
    deliver();
  }

  async function deliver() {
    if (sending) return;
    clearTimeout(sendTimer);
    const message = mine.find((each) => !each.taken);
    if (!message) return;
    sending = true;
    say(words.sending);
    let wait = 0;
    try {
      const body = { session, id: message.id, ...(message.choice ? { choice: message.choice } : { text: message.text }) };
      const answer = await fetch("/web/messages", {
        method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body),
      });
      if (answer.ok) {
        message.taken = Date.now();
        mark(message, time(message.at), "");
        say(words.reading);
        clearTimeout(pollTimer);
        pollTimer = setTimeout(poll, 400);
      } else if (answer.status === 429) {
        wait = 60000;
        mark(message, time(message.at), "waiting");
        say(words.slow);
      } else if (answer.status >= 500) {
        throw new Error(answer.status);
      } else {
        const reason = await answer.json().catch(() => ({}));
        mine = mine.filter((each) => each !== message);
        mark(message, reason.error || words.refused, "refused");
        shown.delete(message.id);
        say("");
      }
      message.tries = 0;
    } catch {
      message.tries = (message.tries || 0) + 1;
      wait = Math.min(30000, 1000 * 2 ** message.tries);
      mark(message, time(message.at), "waiting");
      say(words.waiting);
    }
    sending = false;
    keep();
    if (wait) sendTimer = setTimeout(deliver, wait); else deliver();
  }

  function fit() {
    field.style.height = "auto";
    field.style.height = Math.min(field.scrollHeight + 4, 150) + "px";
  }

  function leave() {
    // What was said is hidden when the page is opened again on this phone, until it is asked for.
    if (last) store.set("hidden", String(last));
    log.replaceChildren();
    choices.replaceChildren();
    field.value = "";
    document.title = "";
    document.body.hidden = true;
    location.replace("about:blank");
  }

  $("form").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field.value;
    field.value = "";
    fit();
    field.focus();
    write(text, "");
  });
  field.addEventListener("input", fit);
  field.addEventListener("keydown", (event) => {
    const keyboard = matchMedia("(hover: hover) and (pointer: fine)").matches;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && keyboard) {
      event.preventDefault();
      $("form").requestSubmit();
    }
  });
  $("leave").addEventListener("click", leave);
  $("older").addEventListener("click", () => {
    store.drop("hidden");
    location.reload();
  });
  $("erase").addEventListener("click", () => {
    if (!confirm(words.eraseAsk)) return;
    for (const key of ["session", "mine", "hidden"]) store.drop(key);
    location.reload();
  });
  addEventListener("online", () => { deliver(); poll(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { active = Date.now(); poll(); } });

  // What the centre took long ago and the record never showed is not kept for ever.
  mine = mine.filter((message) => !message.taken || Date.now() - message.taken < 600000);
  keep();
  $("older").hidden = !store.get("hidden");
  mine.forEach(echo);
  poll().then(deliver);
})();

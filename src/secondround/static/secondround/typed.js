// A form with words in it that was left without being sent stands as it was left at the next visit, on this device and in this session.
// Forms that save themselves (drafts.js) need none of it. Everything works without this file.

import { Kept, fill, typed } from "./kept.js";

const PAUSE = 300; // after the last key
const SENT = "sent:";
const key = () => document.body.dataset.key;

// What a form is about: its address, and what it holds unseen but for what changes by itself. Words never go to another person's form.
function about(form) {
  const unseen = [...form.querySelectorAll('input[type="hidden"]')].filter((one) => !["csrfmiddlewaretoken", "version", "edit"].includes(one.name));
  return `${location.pathname}:${form.getAttribute("action") ?? ""}:${unseen.map((one) => `${one.name}=${one.value}`).join("&")}`;
}

class Unsent {
  constructor(form, number) {
    this.form = form;
    this.name = `typed:${about(form)}:${number}`;
    this.kept = new Kept(this.name, key);
    this.before = typed(form).toString();
    this.words = JSON.stringify(this.texts()); // as the page came: what is kept belongs to these and to nothing newer
    form.addEventListener("input", () => this.later());
    form.addEventListener("submit", () => {
      this.keep();
      sessionStorage.setItem(SENT + this.name, "1");
    });
    window.addEventListener("pagehide", () => this.timer && this.keep());
    this.bringBack();
  }

  texts() {
    return [...this.form.querySelectorAll("textarea")].map((one) => [one.name, one.value]);
  }

  later() {
    sessionStorage.removeItem(SENT + this.name);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), PAUSE);
  }

  keep() {
    clearTimeout(this.timer);
    this.timer = null;
    const now = typed(this.form).toString();
    return now === this.before ? this.kept.drop() : this.kept.put(JSON.stringify([this.words, now]));
  }

  async bringBack() {
    const held = await this.kept.take();
    if (held === null || this.timer) return;
    const [words, now] = JSON.parse(held);
    if (words !== this.words || now === this.before) return this.kept.drop();
    fill(this.form, new URLSearchParams(now), { hidden: false });
    this.say();
  }

  say() {
    const said = document.getElementById("typed-again").content.cloneNode(true).firstElementChild;
    said.querySelector("button").addEventListener("click", () => {
      fill(this.form, new URLSearchParams(this.before), { hidden: false });
      this.kept.drop();
      said.remove();
    });
    this.form.prepend(said);
    for (let around = said.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
  }
}

// What was sent and answered by another page is through. Coming back by the browser's own ways says that it was not: then it stays.
if (performance.getEntriesByType("navigation")[0]?.type === "navigate") {
  for (const name of Object.keys(sessionStorage).filter((one) => one.startsWith(SENT))) {
    sessionStorage.removeItem(name);
    localStorage.removeItem(`draft:${name.slice(SENT.length)}`);
  }
}

if (key() && document.getElementById("typed-again")) {
  const seen = {};
  for (const form of document.querySelectorAll('form[method="post"]:not([data-autosave])')) {
    if (!form.querySelector("textarea")) continue;
    seen[about(form)] = (seen[about(form)] ?? -1) + 1;
    new Unsent(form, seen[about(form)]);
  }
}

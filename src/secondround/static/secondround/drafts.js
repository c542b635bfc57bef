// Text that saves itself while somebody types. While it cannot be saved it is kept in the page and, encrypted with a key that lives as
// long as the session, on the device; the next visit of the page brings it back. Everything works without this file.

import { Kept, fill, typed } from "./kept.js";

const words = document.documentElement.lang;
const clock = () => new Intl.DateTimeFormat(words, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date());
const PAUSE = 900; // after the last key
const AGAIN = 5000; // after a try that failed
const GONE = [404, 410]; // nothing of it is this person's to save any more

const without = (said, name) => new URLSearchParams([...said].filter(([one]) => one !== name)).toString();

class Saving {
  constructor(form) {
    this.form = form;
    this.state = form.querySelector("[data-saved]");
    this.kept = new Kept(form.getAttribute("action"), () => form.dataset.key);
    this.changed = this.failing = this.ended = false;
    this.running = null;
    form.addEventListener("input", () => this.type());
    form.addEventListener("submit", (event) => this.submit(event));
    window.addEventListener("online", () => this.changed && this.save());
    document.addEventListener("visibilitychange", () => !document.hidden && this.failing && this.save());
    window.addEventListener("beforeunload", (event) => this.changed && event.preventDefault());
    this.bringBack();
  }

  say(kind, text) {
    this.state.textContent = text;
    this.state.classList.toggle("is-kept", kind === "kept");
  }

  // What stands over the page while it cannot be saved: "offline", "signed-out", or nothing.
  banner(which) {
    for (const one of document.querySelectorAll("[data-banner]")) one.hidden = one.dataset.banner !== which;
  }

  async bringBack() {
    const text = await this.kept.take();
    if (text === null) return;
    const said = new URLSearchParams(text);
    if (without(said, "version") === without(typed(this.form), "version")) return this.kept.drop();
    fill(this.form, said);
    this.changed = true;
    this.save();
  }

  type() {
    if (this.ended) return;
    this.changed = true;
    this.kept.put(typed(this.form).toString());
    this.later(PAUSE);
  }

  later(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), pause);
  }

  // Before leaving by a button, what is typed is saved: a page that cannot be reached must not take the text with it.
  submit(event) {
    if (this.ended || !(this.changed || this.running)) return;
    event.preventDefault();
    delete this.form.dataset.sent;
    const by = event.submitter;
    Promise.resolve(this.running)
      .then(() => this.changed && this.save())
      .then(() => (this.ended || !this.changed) && this.form.requestSubmit(by));
  }

  save() {
    clearTimeout(this.timer);
    if (this.ended) return Promise.resolve();
    this.running ??= this.send().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  async send() {
    this.changed = false;
    if (!this.failing) this.say("saving", this.state.dataset.saving);
    try {
      let answer = await this.post();
      // Signed in again since this page was read: its token is another one now.
      if (answer.status === 403 && (await this.renew())) answer = await this.post();
      await this.heard(answer);
    } catch {
      await this.failed("offline");
    }
  }

  post() {
    return fetch(this.form.action, { method: "POST", body: new FormData(this.form), headers: { Accept: "application/json" }, redirect: "manual" });
  }

  async heard(answer) {
    if (answer.type === "opaqueredirect") return this.failed("signed-out");
    const said = answer.headers.get("content-type")?.includes("json") ? await answer.json() : {};
    if (said.problem || GONE.includes(answer.status)) return this.end(said.problem ?? this.state.dataset.gone, said.conflict);
    if (!answer.ok) return this.failed("offline");
    this.failing = false;
    this.since = null;
    this.banner("");
    if ("version" in said) this.form.elements.version.value = said.version;
    this.say("saved", this.state.dataset.done.replace("{time}", clock()));
    this.care(said.care ?? "");
    if (this.changed) await this.kept.put(typed(this.form).toString());
    else await this.kept.drop();
  }

  // What a question just typed may touch that must not be asked: said once, and taken away with the question.
  care(text) {
    const place = this.form.querySelector("[data-care]");
    if (!place || text === this.cared) return;
    this.cared = text;
    place.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
  }

  async failed(why) {
    this.changed = this.failing = true;
    this.since ??= clock();
    const isKept = await this.kept.put(typed(this.form).toString());
    this.banner(why);
    this.say("kept", isKept ? this.state.dataset.kept.replace("{time}", this.since) : this.state.dataset.waiting);
    this.later(AGAIN);
  }

  // Nothing more is saved from here: somebody wrote the same elsewhere, or the card is closed. What was typed stays in the page.
  end(problem, isConflict) {
    this.changed = this.ended = true;
    this.banner("");
    this.say("kept", problem);
    const compare = this.form.querySelector("[data-compare]");
    if (compare && isConflict) compare.hidden = false;
    this.form.addEventListener("submit", () => {
      this.changed = false;
      this.kept.drop();
    });
  }

  async renew() {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (answer.redirected || !answer.ok) return false;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const token = fresh.querySelector('input[name="csrfmiddlewaretoken"]')?.value;
    if (!token) return false;
    for (const one of document.querySelectorAll('input[name="csrfmiddlewaretoken"]')) one.value = token;
    const key = fresh.querySelector("form[data-autosave]")?.dataset.key;
    if (key) this.form.dataset.key = key;
    return true;
  }
}

for (const form of document.querySelectorAll("form[data-autosave]")) new Saving(form);

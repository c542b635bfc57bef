// What pages do beyond plain forms: a form is sent once, typed text saves itself and says so, rows open in place.
// Everything works without this file.

const words = document.documentElement.lang;

for (const form of document.querySelectorAll('form[method="post"]')) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
    // A page taken from the browser's memory may be sent again.
    window.addEventListener("pageshow", () => delete form.dataset.sent, { once: true });
  });
}

document.querySelector(".errors")?.focus();

const clock = () => new Intl.DateTimeFormat(words, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date());

class Saving {
  constructor(form) {
    this.form = form;
    this.state = form.querySelector("[data-saved]");
    this.busy = false;
    this.changed = false;
    form.addEventListener("input", () => this.later());
    window.addEventListener("online", () => this.changed && this.now());
    window.addEventListener("beforeunload", (event) => this.changed && event.preventDefault());
    form.addEventListener("submit", () => (this.changed = false));
  }

  say(kind, text) {
    this.state.textContent = text;
    this.state.classList.toggle("is-kept", kind === "kept");
  }

  // The line itself is down: said in the page, not only beside the field.
  offline(is) {
    const banner = document.querySelector("[data-offline]");
    if (banner) banner.hidden = !is;
  }

  // Somebody wrote the same elsewhere: no more saving over it; the button leads to both texts side by side.
  compare(problem) {
    this.changed = true;
    this.say("kept", problem);
    clearTimeout(this.timer);
    this.later = () => {};
    this.now = () => {};
  }

  later() {
    this.changed = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), 900);
  }

  async now() {
    if (this.busy) return this.later();
    this.busy = true;
    this.changed = false;
    this.say("saving", this.state.dataset.saving);
    try {
      const answer = await fetch(this.form.action, {
        method: "POST",
        body: new FormData(this.form),
        headers: { Accept: "application/json" },
        redirect: "manual",
      });
      if (answer.type === "opaqueredirect") throw new Error(this.state.dataset.signedOut ?? "");
      const said = answer.headers.get("content-type")?.includes("json") ? await answer.json() : {};
      if (said.conflict) return this.compare(said.problem);
      if (!answer.ok) throw new Error(said.problem ?? "");
      this.offline(false);
      if ("version" in said) this.form.elements.version.value = said.version;
      this.say("saved", this.state.dataset.done.replace("{time}", clock()));
    } catch (problem) {
      this.changed = true;
      this.offline(problem.name !== "Error");
      this.say("kept", problem.message && problem.name === "Error" ? problem.message : this.state.dataset.kept);
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.now(), 10000);
    } finally {
      this.busy = false;
    }
  }
}

for (const form of document.querySelectorAll("form[data-autosave]")) new Saving(form);

// A note goes under a competency by one tap: what the composer holds is added there as a note of its own.
for (const button of document.querySelectorAll("[data-tag]")) {
  button.addEventListener("click", (event) => {
    event.preventDefault();
    const from = button.form.querySelector("[data-composer]");
    const to = document.getElementById(button.dataset.tag);
    const said = from.value.trim();
    if (said) {
      to.value = to.value.trim() ? `${to.value.trimEnd()}\n\n${said}` : said;
      from.value = "";
      to.closest("details")?.setAttribute("open", "");
      from.dispatchEvent(new Event("input", { bubbles: true }));
    }
    from.focus();
  });
}

for (const button of document.querySelectorAll("[data-opens]")) {
  const rows = document.getElementById(button.dataset.opens);
  const show = (open) => {
    rows.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    button.closest("tr")?.classList.toggle("is-open", open);
  };
  button.hidden = false;
  show(false);
  button.addEventListener("click", () => show(rows.hidden));
}

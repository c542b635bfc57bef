// What pages do beyond plain forms: a form is sent once, a note goes where it belongs by one tap, rows open in place.
// Everything works without this file.

for (const form of document.querySelectorAll('form[method="post"]')) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
    // A page taken from the browser's memory may be sent again.
    window.addEventListener("pageshow", () => delete form.dataset.sent, { once: true });
  });
}

document.querySelector(".errors")?.focus();

// Whoever signs out leaves nothing behind: what drafts.js kept on the device goes with the session.
document.querySelector("form[data-signs-out]")?.addEventListener("submit", () => {
  for (const name of Object.keys(localStorage)) if (name.startsWith("draft:")) localStorage.removeItem(name);
});

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

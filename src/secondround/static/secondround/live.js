// A room that several people look at: what changed comes in by itself, asked for by version. Without this file, reload.

const room = document.querySelector("[data-live]");

async function look() {
  if (document.hidden || room.contains(document.activeElement)) return;
  try {
    const answer = await fetch(`${room.dataset.live}?version=${encodeURIComponent(room.dataset.version)}`);
    if (answer.status !== 200 || answer.redirected) return;
    const opened = [...room.querySelectorAll("details[open] > summary")].map((one) => one.textContent.trim());
    room.innerHTML = await answer.text();
    room.dataset.version = answer.headers.get("X-Version") ?? room.dataset.version;
    for (const one of room.querySelectorAll("details > summary")) {
      if (opened.includes(one.textContent.trim())) one.parentElement.open = true;
    }
  } catch {
    // the line is down; the next look may find it up
  }
}

if (room) setInterval(look, 4000);

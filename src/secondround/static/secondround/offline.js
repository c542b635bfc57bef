// The choice to keep this one page on the device, and to take it off again. Without a script or a line the page is simply a page.

const KEPT = "itinerary";
const part = document.querySelector("[data-keeps]");
const [keep, drop] = part ? part.querySelectorAll("button") : [];

// Asked without opening: to open a cache makes one, and nothing is made on the device before it is chosen.
const copyHere = () => caches.match(location.pathname, { cacheName: KEPT, ignoreVary: true });

async function show() {
  const held = await copyHere();
  keep.hidden = Boolean(held);
  drop.hidden = !held;
  part.querySelector("[data-held]").hidden = !held;
}

// What the page is drawn with is kept beside it: its stylesheet, its scripts, the fonts that it really used.
function drawnWith() {
  const own = performance.getEntriesByType("resource").map((one) => new URL(one.name));
  return own.filter((one) => one.origin === location.origin && one.pathname.startsWith("/static/")).map((one) => one.href);
}

async function keepHere() {
  await navigator.serviceWorker.register(part.dataset.keeps, { scope: "/mine/" });
  await navigator.serviceWorker.ready;
  const cache = await caches.open(KEPT);
  await cache.addAll([location.pathname, ...new Set(drawnWith())]);
}

async function dropHere() {
  await caches.delete(KEPT);
  await navigator.serviceWorker.getRegistration("/mine/").then((one) => one?.unregister());
}

if (part && "serviceWorker" in navigator && "caches" in window) {
  part.hidden = false;
  for (const [button, act] of [[keep, keepHere], [drop, dropHere]]) {
    button.addEventListener("click", async () => {
      part.querySelector("[data-failed]").hidden = true;
      try {
        await act();
      } catch {
        part.querySelector("[data-failed]").hidden = false;
      }
      await show();
    });
  }
  // A kept page that was opened with a line is kept anew, so that the copy is as young as the last look at it.
  const held = await copyHere();
  const isCopy = !document.querySelector("[data-copy]")?.hidden;
  if (held && !isCopy) await keepHere().catch(() => {});
  await show();
}

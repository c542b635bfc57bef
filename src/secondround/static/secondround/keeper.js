// Keeps the one page that a candidate chose to keep, and what it is drawn with; answers with it when the line is down.
// Signing out, here or by a session that ended elsewhere, forgets it. Served under /mine/, so it reaches no other page.

const KEPT = "itinerary";

const forget = () => caches.delete(KEPT).then(() => self.registration.unregister());

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const path = new URL(request.url).pathname;
  if (request.method === "POST" && path === "/mine/out/") return event.waitUntil(forget());
  if (request.method === "GET") event.respondWith(answer(request));
});

async function answer(request) {
  try {
    const fresh = await fetch(request);
    if (request.mode === "navigate" && fresh.redirected && new URL(fresh.url).pathname.startsWith("/mine/in/")) await forget();
    // A navigation is answered by its browser with "manual" redirects: the way in shows as an opaque one.
    if (request.mode === "navigate" && fresh.type === "opaqueredirect" && (await caches.match(request.url))) await forget();
    return fresh;
  } catch (lost) {
    const kept = await caches.open(KEPT).then((cache) => cache.match(request, { ignoreVary: true }));
    if (!kept) throw lost;
    if (request.mode !== "navigate") return kept;
    // The copy says that it is one, and of when: the sentence stands hidden in every fresh page.
    const text = (await kept.text()).replace("data-copy hidden", "data-copy");
    return new Response(text, { headers: kept.headers });
  }
}

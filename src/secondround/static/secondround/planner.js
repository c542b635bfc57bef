// In the planner an item may be dragged along its lane to another time, or into somebody else's lane. Dropping it leads to the same
// page as its menu does, which says what would speak against it; nothing is kept before that. Everything works without this file.

const lanes = document.querySelector("[data-planner]");
const STEP = 5;
let held = null;

// The minute of the day at which an item's left edge lies, in steps of five.
const minuteAt = (x) => {
  const hours = lanes.querySelectorAll("thead tr:last-child th[scope=col]");
  const left = hours[0].getBoundingClientRect().left;
  const right = hours[hours.length - 1].getBoundingClientRect().right;
  const [hour, minute] = lanes.dataset.first.split(":").map(Number);
  const minutes = ((x - left) / (right - left)) * Number(lanes.dataset.hours) * 60;
  return hour * 60 + minute + Math.round(minutes / STEP) * STEP;
};

const clock = (minutes) => [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0")).join(":");

for (const item of lanes?.querySelectorAll("[data-move]") ?? []) {
  item.draggable = true;
  item.addEventListener("dragstart", (event) => {
    held = { item, grip: event.clientX - item.getBoundingClientRect().left, lane: item.closest("tr").dataset.person ?? "" };
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
  });
  item.addEventListener("dragend", () => {
    held = null;
    for (const lane of lanes.querySelectorAll(".is-over")) lane.classList.remove("is-over");
  });
}

// From the candidate's lane only the time changes; from somebody's lane the item may also go to somebody else's.
const fits = (lane) => held && (held.lane ? Boolean(lane.dataset.person) : lane.classList.contains("lane-candidate"));

for (const lane of lanes?.querySelectorAll("tbody tr") ?? []) {
  lane.addEventListener("dragover", (event) => {
    if (!fits(lane)) return;
    event.preventDefault();
    lane.classList.add("is-over");
  });
  lane.addEventListener("dragleave", (event) => {
    if (!lane.contains(event.relatedTarget)) lane.classList.remove("is-over");
  });
  lane.addEventListener("drop", (event) => {
    if (!fits(lane)) return;
    event.preventDefault();
    const minutes = minuteAt(event.clientX - held.grip);
    if (minutes < 0 || minutes >= 24 * 60) return;
    const to = new URLSearchParams({ start: clock(minutes) });
    if (held.lane && lane.dataset.person !== held.lane) {
      to.set("gives", held.lane);
      to.set("takes", lane.dataset.person);
    }
    location.assign(`${held.item.dataset.move}?${to}`);
  });
}

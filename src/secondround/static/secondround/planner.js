// In the planner an item may be dragged along its lane to another time, or into somebody else's lane or another room's. Dropping it
// leads to the same page as its menu does, which says what would speak against it; nothing is kept before that. Everything works without this file.

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
  for (const link of item.querySelectorAll("a")) link.draggable = false; // the item is dragged, not the address of its menu
  item.addEventListener("dragstart", (event) => {
    held = { item, grip: event.clientX - item.getBoundingClientRect().left, from: item.closest("tr").dataset };
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
  });
  item.addEventListener("dragend", () => {
    held = null;
    for (const lane of lanes.querySelectorAll(".is-over")) lane.classList.remove("is-over");
  });
}

// From the candidate's lane only the time changes; from a person's or a room's the item may also go to another of that kind.
const KINDS = ["person", "room"];
const kindOf = (lane) => KINDS.find((kind) => lane[kind]) ?? "";
const fits = (lane) => held && kindOf(held.from) === kindOf(lane.dataset);

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
    const { person, room } = lane.dataset;
    if (person && person !== held.from.person) {
      to.set("gives", held.from.person);
      to.set("takes", person);
    }
    if (room) to.set("room", room);
    location.assign(`${held.item.dataset.move}?${to}`);
  });
}

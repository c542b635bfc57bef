// On a board, a row may be dragged to a neighbouring column: it sends the same form as the row's menu does.
// Where a move wants a reason, dropping leads to the page that asks for it. Everything works without this file.

const board = document.querySelector("[data-board]");
let held = null;

for (const row of board?.querySelectorAll("[data-move]") ?? []) {
  const item = row.closest(".board-row");
  item.draggable = true;
  item.addEventListener("dragstart", (event) => {
    held = item;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
  });
  item.addEventListener("dragend", () => {
    held = null;
    for (const column of board.querySelectorAll(".is-over")) column.classList.remove("is-over");
  });
}

const target = (column) => {
  if (!held || column.dataset.state === held.dataset.state) return null;
  const form = held.querySelector("[data-move]");
  if (form.elements.state.value === column.dataset.state) return () => form.requestSubmit();
  const decides = held.dataset.state === "first_round" && column.dataset.state !== "received" && board.dataset.decide;
  return decides ? () => location.assign(board.dataset.decide) : null;
};

for (const column of board?.querySelectorAll(".board-column") ?? []) {
  column.addEventListener("dragover", (event) => {
    if (!target(column)) return;
    event.preventDefault();
    column.classList.add("is-over");
  });
  column.addEventListener("dragleave", (event) => {
    if (!column.contains(event.relatedTarget)) column.classList.remove("is-over");
  });
  column.addEventListener("drop", (event) => {
    const go = target(column);
    event.preventDefault();
    go?.();
  });
}

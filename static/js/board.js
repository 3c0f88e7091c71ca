// The placement board: drag a product to a place (SortableJS moves the tiles), or move it with the keys.
//
// <ol data-board data-pin-url="/..." data-pin-target="#draft-list" data-pin-swap="outerHTML"> holds <li data-tile data-product data-position>.
// A drop or a move posts {product, position, action} with action "move"; "p" and the menu's data-tile-action="pin" post "pin";
// "earlier" and "later" move by one (touch screens), "why" and "place" follow the tile's link, "reserve" its number; other data-tile-action words are posted as they are. The server answers with the new list (or 204); it alone decides the order. Without data-pin-url nothing is sent.

const pause = 450;
const threshold = 6;
let dragged = null;
let pending = null;
let menuTile = null;

const boardOf = (tile) => tile.closest("[data-board]");
const tilesOf = (board) => [...board.querySelectorAll("[data-tile]")];
const placeOf = (tile) => tilesOf(boardOf(tile)).indexOf(tile) + 1;

function announce(board, text) {
  const voice = document.getElementById(board.dataset.boardVoice ?? "board-voice");
  if (voice) voice.textContent = text;
}

function post(board, tile, action, position) {
  if (!board.dataset.pinUrl) return;
  const values = { product: tile.dataset.product, position, action };
  tile.classList.add("product-tile--waiting");
  board.dataset.focusProduct = tile.dataset.product;
  const target = board.dataset.pinTarget ?? board;
  const sent = htmx.ajax("POST", board.dataset.pinUrl, { source: board, target, swap: board.dataset.pinSwap ?? "outerHTML", values });
  // What did not get through is session.js's to keep and to repeat.
  sent.catch(() => {}).finally(() => tile.classList.remove("product-tile--waiting"));
}

function put(tile, position) {
  const board = boardOf(tile);
  const others = tilesOf(board).filter((other) => other !== tile);
  const next = others[position - 1];
  if (next) next.before(tile);
  else others.at(-1)?.after(tile);
  renumber(board);
}

// Shows the order that was asked for while the server works it out; its answer replaces the numbers.
function renumber(board) {
  tilesOf(board).forEach((tile, index) => {
    const label = tile.querySelector(".product-tile__position");
    if (label) label.textContent = index + 1;
  });
}

// ---- keys: several presses in a row become one request

function settle() {
  if (!pending) return;
  const { tile, from, timer } = pending;
  clearTimeout(timer);
  pending = null;
  const to = placeOf(tile);
  if (to !== from) post(boardOf(tile), tile, "move", to);
}

function undo() {
  if (!pending) return false;
  const { tile, from, timer } = pending;
  clearTimeout(timer);
  pending = null;
  put(tile, from);
  tile.focus();
  announce(boardOf(tile), `Back at place ${from}`);
  return true;
}

function nudge(tile, by) {
  const board = boardOf(tile);
  const to = Math.max(1, Math.min(placeOf(tile) + by, tilesOf(board).length));
  if (pending && pending.tile !== tile) settle();
  const from = pending?.from ?? placeOf(tile);
  clearTimeout(pending?.timer);
  put(tile, to);
  tile.focus();
  pending = { tile, from, timer: setTimeout(settle, pause) };
  announce(board, `Place ${to} of ${tilesOf(board).length}`);
}

function walk(tile, by) {
  const tiles = tilesOf(boardOf(tile));
  tiles[tiles.indexOf(tile) + by]?.focus();
}

function pin(tile) {
  const position = placeOf(tile);
  clearTimeout(pending?.timer);
  pending = null;
  announce(boardOf(tile), `Pinned to place ${position}`);
  post(boardOf(tile), tile, "pin", position);
}

const keys = {
  ArrowLeft: (tile) => nudge(tile, -1),
  ArrowRight: (tile) => nudge(tile, 1),
  ArrowUp: (tile) => walk(tile, -1),
  ArrowDown: (tile) => walk(tile, 1),
  p: pin,
  r: (tile) => tile.querySelector("[data-reserve]")?.click(),
  m: (tile) => tile.querySelector("[data-menu-button]")?.click(),
  Enter: (tile) => tile.querySelector(".product-tile__name")?.click(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && (cancelDrag() || undo())) return event.preventDefault();
  const tile = event.target;
  if (!tile.matches?.("[data-board] [data-tile]") || !keys[event.key]) return;
  event.preventDefault();
  keys[event.key](tile);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-tile] [data-menu-button]");
  if (button) menuTile = button.closest("[data-tile]");
  const choice = event.target.closest("[data-tile-action]");
  const tile = choice?.closest("[data-tile]") ?? menuTile;
  if (!choice || !tile?.isConnected) return;
  const action = choice.dataset.tileAction;
  if (action === "pin") pin(tile);
  else if (action === "earlier") nudge(tile, -1);
  else if (action === "later") nudge(tile, 1);
  else if (action === "why" || action === "place") tile.querySelector(".product-tile__name")?.click();
  else if (action === "reserve") tile.querySelector("[data-reserve]")?.click();
  else post(boardOf(tile), tile, action, placeOf(tile));
});

// ---- pointer: SortableJS makes room while the tile is dragged

function lift(event) {
  dragged = { tile: event.item, from: placeOf(event.item), cancelled: false };
}

function drop() {
  if (!dragged) return;
  const { tile, from, cancelled } = dragged;
  dragged = null;
  swallowClick();
  const to = placeOf(tile);
  if (cancelled) put(tile, from);
  else if (to !== from) {
    renumber(boardOf(tile));
    announce(boardOf(tile), `Dropped at place ${to}`);
    post(boardOf(tile), tile, "move", to);
  }
}

// The click that follows a drop would otherwise open the product's link.
function swallowClick() {
  const swallow = (event) => { event.preventDefault(); event.stopPropagation(); };
  addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => removeEventListener("click", swallow, { capture: true }), 0);
}

function cancelDrag() {
  if (!dragged) return false;
  dragged.cancelled = true;
  document.dispatchEvent(new PointerEvent("pointerup", { bubbles: true }));
  return true;
}

function makeSortable(root) {
  for (const board of root.querySelectorAll?.("[data-board]") ?? []) {
    Sortable.get(board)?.destroy();
    Sortable.create(board, {
      draggable: "[data-tile]", filter: "button, input, [data-menu]", preventOnFilter: false,
      forceFallback: true, fallbackOnBody: true, fallbackTolerance: threshold, delay: 180, delayOnTouchOnly: true,
      animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 140,
      ghostClass: "product-tile--target", fallbackClass: "product-tile--dragging", onStart: lift, onEnd: drop,
    });
  }
}
document.body.addEventListener("htmx:load", (event) => makeSortable(event.detail.elt));
makeSortable(document);

// ---- undo: a move that waits for more key presses first, then the last edit of the draft

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "z") return;
  if (event.target.closest?.("input, textarea, select, [contenteditable]") || document.querySelector("dialog[open]")) return;
  const button = document.querySelector(event.shiftKey ? "[data-redo]" : "[data-undo]");
  if (!event.shiftKey && undo()) event.preventDefault();
  else if (button) {
    event.preventDefault();
    button.click();
  }
});

// The answer replaces the list; focus returns to the product that was moved.
document.body.addEventListener("htmx:afterSwap", (event) => {
  const product = event.detail.requestConfig?.parameters?.product;
  if (!product || !event.detail.requestConfig.elt?.matches?.("[data-board]")) return;
  document.querySelector(`[data-board] [data-tile][data-product="${CSS.escape(product)}"]`)?.focus();
});

// The placement board: drag a product to a place, or move it with the keys.
//
// <ol data-board data-pin-url="/..." data-pin-target="#draft-list" data-pin-swap="outerHTML"> holds <li data-tile data-product data-position>.
// A drop or a move posts {product, position, action} with action "move"; "p" and the menu's data-tile-action="pin" post "pin";
// "earlier" and "later" move by one (touch screens), "why" follows the tile's link; other data-tile-action words are posted as they are. The server answers with the new list (or 204); it alone decides the order. Without data-pin-url nothing is sent.

const pause = 450;
const threshold = 6;
let drag = null;
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
  sent.finally(() => tile.classList.remove("product-tile--waiting"));
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
  else if (action === "why") tile.querySelector(".product-tile__name")?.click();
  else post(boardOf(tile), tile, action, placeOf(tile));
});

// ---- pointer: the tile follows, a line shows where it will land

function clearMarks(board) {
  for (const tile of tilesOf(board)) tile.classList.remove("product-tile--target", "product-tile--target-after");
}

function mark() {
  clearMarks(drag.board);
  const under = document.elementFromPoint(drag.x, drag.y)?.closest("[data-tile]");
  if (!under || under === drag.tile || boardOf(under) !== drag.board) return;
  const box = under.getBoundingClientRect();
  const stacked = drag.board.closest(".lists--rows"); // one product a line: above or below counts, not left or right
  const after = stacked ? drag.y > box.top + box.height / 2 : drag.x > box.left + box.width / 2;
  under.classList.add("product-tile--target");
  under.classList.toggle("product-tile--target-after", after);
  const others = tilesOf(drag.board).filter((tile) => tile !== drag.tile);
  drag.to = others.indexOf(under) + 1 + (after ? 1 : 0);
}

function lift(event) {
  drag.moving = true;
  drag.tile.classList.add("product-tile--dragging");
  drag.tile.setPointerCapture(event.pointerId);
}

function cancelDrag() {
  if (!drag) return false;
  const { tile, board, moving } = drag;
  drag = null;
  tile.classList.remove("product-tile--dragging");
  tile.style.translate = "";
  clearMarks(board);
  return moving;
}

document.addEventListener("pointerdown", (event) => {
  const tile = event.target.closest("[data-board] [data-tile]");
  const onControl = event.target.closest("button, input, [data-menu]");
  if (!tile || onControl || event.button !== 0 || event.pointerType === "touch") return;
  drag = { tile, board: boardOf(tile), from: placeOf(tile), to: null, startX: event.clientX, startY: event.clientY, moving: false };
});

document.addEventListener("pointermove", (event) => {
  if (!drag) return;
  const x = event.clientX - drag.startX;
  const y = event.clientY - drag.startY;
  if (!drag.moving && Math.hypot(x, y) < threshold) return;
  if (!drag.moving) lift(event);
  drag.x = event.clientX;
  drag.y = event.clientY;
  drag.tile.style.translate = `${x}px ${y}px`;
  drag.to = null;
  mark();
});

document.addEventListener("pointerup", () => {
  if (!drag) return;
  const { tile, board, from, to } = drag;
  if (!cancelDrag()) return;
  // The click that follows a drop would otherwise open the product's link.
  const swallow = (event) => { event.preventDefault(); event.stopPropagation(); };
  addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => removeEventListener("click", swallow, { capture: true }), 0);
  if (to === null || to === from) return;
  put(tile, to);
  announce(board, `Dropped at place ${to}`);
  post(board, tile, "move", to);
});
document.addEventListener("pointercancel", cancelDrag);

// The answer replaces the list; focus returns to the product that was moved.
document.body.addEventListener("htmx:afterSwap", (event) => {
  const product = event.detail.requestConfig?.parameters?.product;
  if (!product || !event.detail.requestConfig.elt?.matches?.("[data-board]")) return;
  document.querySelector(`[data-board] [data-tile][data-product="${CSS.escape(product)}"]`)?.focus();
});

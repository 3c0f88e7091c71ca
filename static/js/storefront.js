// The demo shop: asks the public API for its lists and tells it what happened, as a real storefront would.
// Everything is configured by data attributes of <body>; each [data-list] is filled with the placement it names.

const shop = document.body.dataset;
const patience = 8000;
const kept = { cart: `shop-cart:${shop.shop}`, session: `shop-session:${shop.shop}`, origins: `shop-origins:${shop.shop}`, outbox: `shop-outbox:${shop.shop}` };
const mostWaiting = 200;

// Storage may be switched off; the shop then forgets between pages, and still works.
const memory = new Map();
function read(name, usual) {
  try { return JSON.parse(localStorage.getItem(name)) ?? usual; } catch { return memory.get(name) ?? usual; }
}
function write(name, value) {
  memory.set(name, value);
  try { localStorage.setItem(name, JSON.stringify(value)); } catch { return; }
}

// crypto.randomUUID exists on https and localhost only.
function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function session() {
  const found = read(kept.session, "");
  if (found) return found;
  const fresh = `v-${newId()}`;
  write(kept.session, fresh);
  return fresh;
}

const avoids = (shop.avoids ?? "").split(" ").filter(Boolean);
const addressOf = (pattern, sku) => pattern.replace("__SKU__", sku.split("/").map(encodeURIComponent).join("/"));
const money = (amount, currency) => new Intl.NumberFormat(document.documentElement.lang, { style: "currency", currency }).format(amount);
const copyOf = (id) => document.getElementById(id).content.cloneNode(true);

function post(address, body, options = {}) {
  return fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${shop.key}` },
    body: JSON.stringify(body),
    ...options,
  });
}

/* Events: each has an id of its own, so sending one twice counts once. What could not be sent waits for the next page. */

let sending = Promise.resolve();
function tell(name, items, more = {}) {
  if (!shop.key) return;
  const event = { event_id: newId(), name, at: new Date().toISOString(), session: session(), items, ...more };
  write(kept.outbox, [...read(kept.outbox, []), event].slice(-mostWaiting));
  deliver();
}

async function sendWaiting() {
  const waiting = read(kept.outbox, []);
  if (!waiting.length || !shop.key) return;
  try {
    const answer = await post(shop.events, { events: waiting }, { keepalive: true });
    // A refused batch would be refused again; only what the network or the server lost is kept.
    if (answer.status >= 500 || answer.status === 429) return;
    if (!answer.ok) console.warn("The API refused the events:", answer.status);
  } catch { return; }
  const sent = new Set(waiting.map((event) => event.event_id));
  write(kept.outbox, read(kept.outbox, []).filter((event) => !sent.has(event.event_id)));
}

function deliver() {
  sending = sending.then(sendWaiting);
}

// Which list led to a product: later events on its page answer that list.
function remember(sku, origin) {
  const origins = read(kept.origins, {});
  write(kept.origins, Object.fromEntries([...Object.entries(origins).filter(([other]) => other !== sku).slice(-49), [sku, origin]]));
}
const originOf = (sku) => read(kept.origins, {})[sku];
function eventOn(sku, price) {
  const origin = originOf(sku);
  const item = { item_id: sku, ...(price !== undefined && { price: price.toFixed(2) }), ...(origin && { index: origin.index }) };
  return [[item], origin ? { request_id: origin.request_id } : {}];
}

/* The cart */

const cart = () => read(kept.cart, []);
function showCount() {
  const pieces = cart().reduce((sum, line) => sum + line.quantity, 0);
  for (const place of document.querySelectorAll("[data-cart-count]")) place.textContent = pieces || "";
}

function addToCart(piece) {
  const lines = cart();
  const line = lines.find((each) => each.sku === piece.sku);
  if (line) Object.assign(line, piece, { quantity: line.quantity + 1 });
  else lines.push({ ...piece, quantity: 1 });
  write(kept.cart, lines);
  showCount();
}

function showCart(place) {
  const lines = cart();
  const list = place.querySelector("[data-cart-lines]");
  list.replaceChildren(...lines.map(cartLine));
  place.querySelector("[data-cart-empty]").hidden = lines.length > 0;
  place.querySelector("[data-cart-total]").textContent = lines.length ? `Together ${total(lines)}` : "";
  showCount();
}

function total(lines) {
  const sums = new Map();
  for (const line of lines) sums.set(line.currency, (sums.get(line.currency) ?? 0) + line.price * line.quantity);
  return [...sums].map(([currency, amount]) => money(amount, currency)).join(" and ");
}

function cartLine(line) {
  const copy = copyOf("cart-line");
  copy.querySelector("[data-picture]").src = addressOf(shop.picture, line.sku);
  const name = copy.querySelector("[data-name]");
  name.textContent = line.name;
  name.href = addressOf(shop.product, line.sku);
  copy.querySelector("[data-price]").textContent = money(line.price, line.currency);
  copy.querySelector("[data-quantity]").textContent = line.quantity;
  const button = copy.querySelector("[data-remove]");
  button.setAttribute("aria-label", `Remove ${line.name}`);
  button.addEventListener("click", () => {
    write(kept.cart, cart().filter((each) => each.sku !== line.sku));
    tell("remove_from_cart", [{ item_id: line.sku, quantity: line.quantity }]);
    showCart(document.querySelector("[data-cart]"));
    for (const shelf of document.querySelectorAll("[data-asks-cart]")) fill(shelf);
  });
  return copy;
}

/* The lists */

function wishOf(shelf) {
  return {
    placement: shelf.dataset.list,
    session: session(),
    ...(shop.region && { region: shop.region }),
    ...(avoids.length && { avoid: avoids }),
    ...(shelf.dataset.seeds && { seed_products: [shelf.dataset.seeds] }),
    ...("asksCart" in shelf.dataset && cart().length && { cart: cart().map((line) => line.sku) }),
  };
}

async function fill(shelf) {
  if (!shop.key) return;
  shelf.querySelector("[data-items]").setAttribute("aria-busy", "true");
  shelf.querySelector("[data-state]").hidden = true;
  const began = performance.now();
  try {
    const answer = await post(shop.recommendations, wishOf(shelf), { signal: AbortSignal.timeout(patience) });
    const body = await answer.json().catch(() => ({}));
    if (answer.ok) show(shelf, body, performance.now() - began);
    else fail(shelf, body.title ?? `The API answered ${answer.status}`, reasonIn(answer.status, body));
  } catch (error) {
    const slow = error.name === "TimeoutError";
    fail(shelf, slow ? "This takes too long" : "The shop cannot be reached", slow ? "The list did not come within eight seconds." : "Check the connection, then try again.");
  }
}

function reasonIn(status, body) {
  if (status === 401) return "The shop’s key is not accepted any more. “manage.py demo” makes a new one.";
  const fields = (body.errors ?? []).map((each) => `${each.field}: ${each.message}`).join(" ");
  return [body.detail, fields].filter(Boolean).join(" ");
}

function show(shelf, page, elapsed) {
  const list = shelf.querySelector("[data-items]");
  list.setAttribute("aria-busy", "false");
  list.replaceChildren(...page.items.map((item, index) => piece(item, index, page)));
  explain(shelf, page, elapsed);
  shelf.querySelector("[data-note]").textContent = noteOn(page);
  if (!page.items.length) return say(shelf, "nothing", "Nothing to show here", "No piece fits what may be shown to you in this region.");
  whenSeen(shelf, () => tell("view_item_list", page.items.map((item, index) => ({ item_id: item.sku, index })), { request_id: page.request_id }));
}

function noteOn(page) {
  if (!avoids.length) return page.personalised ? "Chosen after what you looked at" : "";
  return `Only pieces with evidence for ${avoids.join(" and ")}: ${page.eligible} style${page.eligible === 1 ? "" : "s"}`;
}

function piece(item, index, page) {
  const copy = copyOf("piece");
  const link = copy.querySelector("[data-link]");
  link.href = addressOf(shop.product, item.sku);
  link.addEventListener("click", () => {
    remember(item.sku, { request_id: page.request_id, index });
    tell("select_item", [{ item_id: item.sku, index }], { request_id: page.request_id });
  });
  copy.querySelector("[data-picture]").src = item.image_url || addressOf(shop.picture, item.sku);
  copy.querySelector("[data-brand]").textContent = item.brand;
  copy.querySelector("[data-name]").textContent = item.name;
  copy.querySelector("[data-reason]").textContent = item.reason;
  copy.querySelector("[data-price]").textContent = money(item.price, page.currency);
  copy.querySelector("[data-chips]").replaceChildren(...item.chips.slice(0, 3).map(listed));
  mark(copy.querySelector("[data-badge]"), item);
  return copy;
}

function mark(badge, item) {
  const words = item.sponsored ? "Sponsored" : { partner: "Partner", house: "House" }[item.badge];
  if (!words) return;
  badge.hidden = false;
  badge.textContent = words;
  badge.dataset.kind = item.sponsored ? "partner" : item.badge;
  if (item.sponsored) badge.title = "A partner pays for this place";
  else if (item.slot && item.badge === "partner") badge.title = "Placed here by agreement with the partner";
}

function listed(text) {
  const line = document.createElement("li");
  line.textContent = text;
  return line;
}

function fail(shelf, title, text) {
  const list = shelf.querySelector("[data-items]");
  list.setAttribute("aria-busy", "false");
  list.replaceChildren();
  shelf.querySelector("[data-answer]").hidden = true;
  say(shelf, "trouble", title, text);
  shelf.querySelector("[data-again]").addEventListener("click", () => fill(shelf));
}

function say(shelf, pattern, title, text) {
  const state = shelf.querySelector("[data-state]");
  state.replaceChildren(copyOf(pattern));
  state.querySelector("[data-title]").textContent = title;
  state.querySelector("[data-text]").textContent = text;
  state.hidden = false;
}

function explain(shelf, page, elapsed) {
  const facts = {
    "List": page.request_id,
    "Answered in": `${Math.round(elapsed)} ms, the network included`,
    "Region, tier": `${page.region}, ${page.tier || "none"}, in ${page.currency}`,
    "Model": page.model,
    "Rules": page.ruleset_version ? `version ${page.ruleset_version}` : "none live",
    "Styles that may be shown": page.eligible,
    "Stand-ins": page.fallback.join(", ") || "none",
    "Rules that gave way": page.relaxed.map((each) => `${each.rule}: ${each.why}`).join("; ") || "none",
    "Warnings": page.warnings.join(" ") || "none",
  };
  const lines = Object.entries(facts).flatMap(([name, value]) => {
    const term = document.createElement("dt");
    const words = document.createElement("dd");
    term.textContent = name;
    words.textContent = value;
    return [term, words];
  });
  shelf.querySelector("[data-facts]").replaceChildren(...lines);
  shelf.querySelector("[data-answer]").hidden = false;
}

// A list counts as seen when a part of it has been on the screen.
function whenSeen(shelf, then) {
  shelf.watcher?.disconnect();
  shelf.watcher = new IntersectionObserver((entries, watcher) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    watcher.disconnect();
    then();
  });
  shelf.watcher.observe(shelf.querySelector("[data-items]"));
}

/* The page */

const own = document.querySelector("[data-product-page]");
if (own) {
  const { productPage: sku, name, currency } = own.dataset;
  const price = own.dataset.price === undefined ? undefined : Number(own.dataset.price);
  if (price !== undefined) own.querySelector("[data-own-price]").textContent = money(price, currency);
  tell("view_item", ...eventOn(sku, price));
  own.querySelector("[data-add]")?.addEventListener("click", () => {
    addToCart({ sku, name, price, currency });
    tell("add_to_cart", ...eventOn(sku, price));
    own.querySelector("[data-said]").textContent = "It is in your cart.";
  });
}

const place = document.querySelector("[data-cart]");
if (place) showCart(place);
showCount();
deliver();
for (const shelf of document.querySelectorAll("[data-list]")) fill(shelf);

const form = document.querySelector("[data-who]");
form?.querySelector("button[type=submit]").setAttribute("hidden", "");
form?.addEventListener("change", () => form.requestSubmit());

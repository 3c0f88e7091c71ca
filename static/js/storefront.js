// The demo shop's own part: its cart, and what happens on its own pages. The lists, and what is told of them, are the
// widget's. Everything here also works without it: forms are sent and answered with pages.

const shop = document.body.dataset;
const mostOrigins = 50;
const originsOf = `shop-origins:${shop.shop}`;

// Storage may be switched off; the shop then forgets which list led to a product, and still works.
function read(name, usual) {
  try { return JSON.parse(sessionStorage.getItem(name)) ?? usual; } catch { return usual; }
}
function write(name, value) {
  try { sessionStorage.setItem(name, JSON.stringify(value)); } catch { return; }
}

/* Which list led to a product: what is bought on its page answers that list. */

function remember(sku, origin) {
  const others = Object.entries(read(originsOf, {})).filter(([other]) => other !== sku);
  write(originsOf, Object.fromEntries([...others.slice(1 - mostOrigins), [sku, origin]]));
}
const originOf = (sku) => read(originsOf, {})[sku];

document.addEventListener("click", (event) => {
  const path = event.composedPath();
  const list = path.find((each) => each.localName === "woorec-recommendations");
  const link = path.find((each) => each.localName === "a" && each.href);
  if (!list?.page || !link) return;
  const item = list.page.items.find(({ sku }) => link.href === new URL(list.getAttribute("product-url").replace("{sku}", encodeURIComponent(sku)), document.baseURI).href);
  if (item) remember(item.sku, { request_id: list.page.request_id, index: item.position - 1 });
});

/* What happens on a page of the shop, as [data-tells] names it. */

function newId() {
  const random = () => Math.random().toString(36).slice(2);
  return crypto.randomUUID?.() ?? `${Date.now().toString(36)}-${random()}${random()}`;
}

function tell({ tells, items }) {
  const told = JSON.parse(items);
  if (!shop.key || !told.length) return;
  const origin = told.length === 1 ? originOf(told[0].item_id) : undefined;
  const event = { event_id: newId(), name: tells, at: new Date().toISOString(), items: told, ...(origin && { request_id: origin.request_id }) };
  const body = { key: shop.key, session: shop.session, shopper_token: shop.token, region: shop.region, sent_at: new Date().toISOString(), events: [event] };
  // As plain text it needs no preflight, and it survives the end of the page.
  navigator.sendBeacon?.(shop.events, new Blob([JSON.stringify(body)], { type: "text/plain" }));
}

/* The cart */

async function add(fields) {
  const answer = await fetch(shop.add, { method: "POST", body: fields, headers: { Accept: "application/json" } });
  const { count, said } = await answer.json();
  if (count) for (const place of document.querySelectorAll("[data-cart-count]")) place.textContent = count;
  return said;
}

const form = document.querySelector("[data-add-form]");
if (form) {
  const origin = originOf(form.elements.sku.value);
  if (origin) [form.elements.request_id.value, form.elements.index.value] = [origin.request_id, origin.index];
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const said = form.querySelector("[data-said]");
    try {
      said.textContent = await add(new FormData(form));
    } catch {
      form.submit(); // the page that comes says what was wrong
    }
  });
}

// The widget asks whether the shop takes a piece into its cart; it tells of it itself.
document.addEventListener("woorec:add-to-cart", (event) => {
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
  if (!token) return;
  event.preventDefault();
  const { sku, request_id, position } = event.detail;
  const fields = new FormData();
  for (const [name, value] of Object.entries({ sku, request_id, index: position - 1, told: "on", csrfmiddlewaretoken: token })) fields.set(name, value);
  add(fields).then(say).catch(() => say("This could not be put in the cart. Open the piece and try there."));
});

// On the cart's own page its lines and its list change with it.
function say(said) {
  if (document.querySelector("[data-cart-page]")) return location.reload();
  const place = document.querySelector("[data-toast]");
  place.textContent = said;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => (place.textContent = ""), 6000);
}

/* What the shop puts forward itself follows what the skin avoids, as the lists do; how personal they are is theirs. */

const personal = () => document.cookie.match(/(?:^|; )woorec_personal=(\w+)/)?.[1];
let personalBefore = personal();
addEventListener("woorec:changed", () => {
  if (personal() === personalBefore) return location.reload();
  personalBefore = personal();
});

/* Forms that are sent when something in them changes */

for (const each of document.querySelectorAll("form[data-submits]")) {
  each.querySelector("[data-apply]")?.setAttribute("hidden", "");
  each.addEventListener("change", ({ target }) => target.matches("select") && each.requestSubmit());
}
// Fields that say nothing stand in no address.
document.querySelector("[data-filters] form")?.addEventListener("formdata", ({ formData }) => {
  for (const [name, value] of [...formData]) if (!value) formData.delete(name);
});
// Beside the list there is room for them; above it they would push it away.
if (matchMedia("(min-width: 60.01rem)").matches) document.querySelector("[data-filters]")?.setAttribute("open", "");

const page = document.querySelector("[data-tells]");
if (page) tell(page.dataset);

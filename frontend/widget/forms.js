// The two dialogs of a list, loaded when somebody asks: why it looks so, and what the shopper's skin must avoid.
import { CHANGED, make } from "./parts.js";

const WORDS = {
  done: "Close",
  whyTitle: "Why you see these pieces",
  found: "How pieces are found, and how much each way counts",
  ordered: "What decides their order",
  arranged: "What the shop arranges",
  never: "What never appears",
  personal: "What you looked at and bought shaped this list.",
  general: "What you looked at and bought did not shape this list.",
  switch: "Choose pieces for me by what I look at",
  failed: "This cannot be shown right now. Try again in a moment.",
  skinTitle: "What must your skin avoid?",
  skinText: "You will then only be shown pieces with evidence below the limit for it. Nothing else changes.",
  nickel: "Nickel",
  cobalt: "Cobalt",
  chromium: "Chromium",
  copper: "Copper",
  lead: "Lead",
  consent: "I agree that this is kept and used to leave out what may harm me. It is health information.",
  visitor: "It is kept sealed in a cookie of this shop for 180 days, and nowhere else.",
  customer: "It is kept sealed with your account.",
  save: "Show only what is proven",
  forget: "Forget what I said",
  choose: "Tick at least one, or use “Forget what I said”.",
  agree: "Tick that you agree; nothing is kept without it.",
  kept: "Kept. Lists on this page follow it now.",
  forgotten: "Forgotten. Nothing is kept any more.",
};
const ALLERGENS = ["nickel", "cobalt", "chromium", "copper", "lead"];
const YEAR = 365 * 24 * 3600;
const sheet = new CSSStyleSheet();
sheet.replaceSync(`
dialog{color:var(--woorec-ink,CanvasText);background:var(--woorec-paper,Canvas);border:1px solid var(--line);border-radius:4px;padding:1.5rem;
max-width:min(34rem,calc(100vw - 2rem));max-height:calc(100dvh - 2rem);overflow:auto;line-height:1.5;margin:auto}
dialog::backdrop{background:rgb(0 0 0/.45)}
dialog h2{margin:0 2.5rem .75rem 0}
dialog h3{font:inherit;font-weight:600;margin:1rem 0 .25rem}
dialog ul{display:grid;gap:.25rem}
dialog p+p{margin-top:.5rem}
dialog ul+p{margin-top:1rem}
dialog label{display:flex;gap:.625rem;align-items:start;padding:.375rem 0;min-height:2rem}
dialog input{width:1.125rem;height:1.125rem;margin:.2rem 0 0;flex:none;accent-color:currentColor}
dialog form>*+*{margin-top:.75rem}
dialog fieldset{border:0;padding:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(9rem,1fr))}
dialog .acts{display:flex;flex-wrap:wrap;gap:.5rem}
dialog .acts button{min-height:2.5rem;padding:.25rem 1rem}
dialog .first{background:var(--woorec-ink,CanvasText);color:var(--woorec-paper,Canvas)}
dialog :is(fieldset,button):disabled{opacity:.5;cursor:default}
dialog .done{position:absolute;top:1rem;right:1rem}
dialog .share{color:var(--soft)}
dialog output{display:block;min-height:1lh}
`);

export function open(what, element, root) {
  const words = { ...WORDS, ...element.words };
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  const title = words[`${what}Title`];
  const dialog = make("dialog", { class: "dialog", "aria-label": title, onclose: () => dialog.remove() });
  const done = make("button", { type: "button", class: "button done", onclick: () => dialog.close() }, words.done);
  const body = make("div");
  dialog.append(make("h2", {}, title), done, body);
  root.append(dialog);
  dialog.showModal();
  return (what === "why" ? why : skin)(body, element, words);
}

// A cookie of the shop's own page.
function keep(name, value, seconds) {
  const secure = location.protocol === "https:" ? ";Secure" : "";
  document.cookie = `${name}=${encodeURIComponent(value)};Path=/;Max-Age=${seconds};SameSite=Lax${secure}`;
}

const ask = (element, path, options = {}) => fetch(`${element.api}/${path}`, { headers: element.headers, credentials: "omit", ...options });

// Other tabs hear of what is written there, and nothing stays.
function changed() {
  dispatchEvent(new CustomEvent(CHANGED));
  try {
    localStorage.setItem(CHANGED, "1");
    localStorage.removeItem(CHANGED);
  } catch {
    // Where a browser forbids it, they follow with their next page.
  }
}

// What the shop's server printed is of before.
function keepAvoided(element, value, seconds) {
  keep(element.keeps, value, seconds);
  for (const each of document.querySelectorAll("[visitor-avoidances]")) each.removeAttribute("visitor-avoidances");
}

async function why(body, element, words) {
  const { page } = element;
  const choice = make("input", { type: "checkbox", onchange: () => (keep("woorec_personal", choice.checked ? "yes" : "no", YEAR), changed()) });
  choice.checked = element.isPersonal;
  body.append(make("p", {}, page?.personalised ? words.personal : words.general), make("label", {}, choice, words.switch));
  try {
    const answer = await ask(element, `explanation?placement=${encodeURIComponent(element.getAttribute("placement"))}`);
    if (!answer.ok) throw answer.status;
    const { parameters, choice: said } = await answer.json();
    for (const kind of ["found", "ordered", "arranged", "never"]) {
      const rows = parameters.filter((each) => each.kind === kind).map((each) => parameter(each, words));
      if (rows.length) body.append(make("h3", {}, words[kind]), make("ul", { role: "list" }, ...rows));
    }
    body.append(make("p", {}, words.choice || said));
  } catch {
    body.append(make("p", { role: "alert" }, words.failed));
  }
}

const parameter = ({ kind, code, text, share }, words) =>
  make("li", {}, words[`${kind}_${code}`] || text, share != null && share < 1 && make("span", { class: "share" }, ` ${Math.round(share * 100)} %`));

async function skin(body, element, words) {
  const isCustomer = "Shopper-Token" in element.headers;
  const said = make("output", { role: "status" });
  const boxes = ALLERGENS.map((name) => make("input", { type: "checkbox", name: "allergen", value: name }));
  const consent = make("input", { type: "checkbox", name: "consent" });
  const fields = make("fieldset", { "aria-label": words.skinTitle, disabled: "" }, ...boxes.map((box) => make("label", {}, box, words[box.value])));
  const sends = make("button", { class: "button first", disabled: "" }, words.save);
  const form = make(
    "form",
    { onsubmit: (event) => (event.preventDefault(), save()) },
    make("p", {}, words.skinText),
    fields,
    make("label", {}, consent, make("span", {}, `${words.consent} ${isCustomer ? words.customer : words.visitor}`)),
    make("div", { class: "acts" }, sends, make("button", { type: "button", class: "button", onclick: () => forget() }, words.forget)),
    said,
  );
  body.append(form);

  async function save() {
    const allergens = boxes.filter((box) => box.checked).map((box) => box.value);
    if (!allergens.length || !consent.checked) return (said.value = allergens.length ? words.agree : words.choose);
    try {
      const answer = await ask(element, "avoidances", { method: "PUT", body: JSON.stringify({ allergens, consent: true }) });
      if (!answer.ok) throw answer.status;
      const kept = await answer.json();
      // With an account the cookie goes: what is ticked here counts, and one that cannot be read would stop every list.
      keepAvoided(element, kept.visitor_avoidances ?? "", kept.max_age ?? 0);
      said.value = words.kept;
      changed();
    } catch {
      said.value = words.failed;
    }
  }

  async function forget() {
    try {
      if (isCustomer && !(await ask(element, "avoidances", { method: "DELETE" })).ok) throw 0;
      keepAvoided(element, "", 0);
      consent.checked = false;
      show([]);
      said.value = words.forgotten;
      changed();
    } catch {
      said.value = words.failed;
    }
  }

  // Saving replaces what is kept, so nothing can be ticked before that is shown.
  function show(allergens) {
    for (const box of boxes) box.checked = allergens.includes(box.value);
    fields.disabled = sends.disabled = false;
  }

  try {
    const allergens = await keptOf(element, isCustomer);
    if (fields.disabled) show(allergens);
  } catch {
    said.value ||= words.failed;
  }
}

// What is kept with the account and in the cookie; both count.
async function keptOf(element, isCustomer) {
  const { "Shopper-Token": token, ...visitor } = element.headers;
  const asks = [isCustomer && { ...visitor, "Shopper-Token": token }, element.avoidances && visitor].filter(Boolean);
  return (await Promise.all(asks.map((headers) => allergensOf(element, headers)))).flat();
}

async function allergensOf(element, headers) {
  const answer = await ask(element, "avoidances", { headers });
  if (answer.ok) return (await answer.json()).allergens;
  if (answer.status === 422) return []; // a cookie that cannot be read; the shopper says it anew
  throw answer.status;
}

// <woorec-recommendations>: a list of a placement. What stands within the tag is shown when there is none.
import { Beacons } from "./beacons.js";
import { card } from "./card.js";
import { apiOf, CHANGED, commonOf, cookie, make, more, said, tell } from "./parts.js";
import { dress } from "./style.js";
import { wordsOf } from "./words.js";

const SEEN_FOR = 1000; // ms, of half a card
const parts = (text) => text?.split(",").map((each) => each.trim()).filter(Boolean);

export class Recommendations extends HTMLElement {
  static observedAttributes = ["placement", "product", "cart", "limit", "region", "session", "shopper-token", "visitor-avoidances"];
  #root = dress(this);
  #body = this.#root.appendChild(make("div", { class: "frame" }));
  #unseen = new Map(); // cards, and what they tell once they were looked at
  #timers = new Map();
  #asked;
  #due;

  // Half a card for a second without a break, on a page that is looked at, is an impression.
  #sight = new IntersectionObserver((entries) => {
    for (const { target, intersectionRatio } of entries) {
      clearTimeout(this.#timers.get(target));
      if (intersectionRatio >= 0.5) this.#timers.set(target, setTimeout(this.#seen, SEEN_FOR, target));
    }
  }, { threshold: [0, 0.5] });

  #seen = (target) => {
    const about = this.#unseen.get(target);
    if (this.#unseen.delete(target)) this.beacons.tell("view_item_list", about);
  };

  #look = () => {
    this.#sight.disconnect();
    this.#timers.forEach(clearTimeout);
    if (!document.hidden) for (const each of this.#unseen.keys()) this.#sight.observe(each);
  };

  connectedCallback() {
    this.words = wordsOf(this);
    this.api = apiOf(this);
    this.beacons = new Beacons(this);
    addEventListener(CHANGED, this.#anew);
    document.addEventListener("visibilitychange", this.#look);
    this.#anew();
  }

  disconnectedCallback() {
    removeEventListener(CHANGED, this.#anew);
    document.removeEventListener("visibilitychange", this.#look);
    this.#asked?.abort();
    this.#clear();
    this.beacons.stop();
  }

  attributeChangedCallback(name, before, now) {
    if (before !== now && this.beacons) this.reload();
  }

  // What was shown before the shopper changed their mind goes at once.
  #anew = () => {
    this.#wait();
    this.reload();
  };

  // Several attributes that change together ask once.
  reload = () => {
    this.#due ??= Promise.resolve().then(() => {
      this.#due = undefined;
      if (this.isConnected) this.#load();
    });
  };

  // Where the shop's own cookies keep what a visitor avoids; `shop` tells two shops on one host apart.
  get keeps() {
    return ["woorec_avoids", said(this, "shop")].filter(Boolean).join("_");
  }

  get avoidances() {
    return said(this, "visitor-avoidances") ?? cookie(this.keeps);
  }

  get isPersonal() {
    return cookie("woorec_personal") !== "no" && said(this, "personalise") !== "false";
  }

  get headers() {
    const { key, session, shopper_token: token } = commonOf(this);
    const avoids = this.avoidances;
    return {
      Authorization: `Bearer ${key}`,
      "Content-Type": "application/json",
      ...(token && { "Shopper-Token": token, "Shopper-Session": session }),
      ...(avoids && { "Visitor-Avoidances": avoids }),
    };
  }

  async #load() {
    this.#asked?.abort();
    const asked = (this.#asked = new AbortController());
    const timer = setTimeout(() => asked.abort("timeout"), said(this, "timeout") ?? 1500);
    const isLast = () => asked === this.#asked && this.isConnected; // else another list was asked for meanwhile
    this.ariaBusy = "true";
    try {
      const answer = await fetch(`${this.api}/recommendations`, {
        method: "POST",
        headers: this.headers,
        body: JSON.stringify(this.#wish()),
        signal: asked.signal,
        credentials: "omit",
      });
      const page = await answer.json();
      if (!isLast()) return;
      if (!answer.ok) this.#stepBack("error", { code: page.type?.split("#")[1], status: answer.status });
      else if (page.items.length) this.#show(page);
      else this.#stepBack("empty", { request_id: page.request_id });
    } catch (error) {
      if (isLast()) this.#stepBack("error", { code: error === "timeout" ? error : "unreachable", message: String(error) });
    }
    clearTimeout(timer);
    if (isLast()) this.ariaBusy = null;
  }

  #wish() {
    return {
      placement: said(this, "placement"),
      limit: this.#limit,
      session: said(this, "session"),
      region: said(this, "region"),
      seed_products: parts(said(this, "product")),
      cart: parts(said(this, "cart")),
      personalise: this.isPersonal,
    };
  }

  get #limit() {
    return +(said(this, "limit") ?? 4);
  }

  get #sells() {
    return said(this, "add-to-cart") !== "off";
  }

  // Empty cards as high as full ones, so that nothing moves when these come.
  #wait() {
    const line = (name) => make("p", { class: name });
    const bone = () => make("li", { class: "card" }, make("div", { class: "media" }), make("div", { class: "body" },
      ...["brand", "title", "reason", "chips"].map(line), make("p", { class: "price" }, "\u00a0", make("small")), make("p", { class: "notice bone" }), this.#sells && make("p", { class: "add" })));
    this.#fillIn(this.#heading, make("ul", { class: "list", "aria-hidden": "true" }, ...Array.from({ length: this.#limit }, bone)), make("div", { class: "links" }));
  }

  get #heading() {
    const heading = said(this, "heading");
    return heading && make("h2", { class: "heading" }, heading);
  }

  #fillIn(...inner) {
    this.#clear();
    this.#body.replaceChildren(...inner.filter(Boolean));
  }

  #clear() {
    this.#unseen.clear();
    this.#look();
    for (const media of this.#body.querySelectorAll(".media")) media.close?.();
  }

  // The page's own content takes the place, and what is below it does not move. Nobody has looked at that content for
  // what this shopper avoids: who avoids something, or may (an account's record is not known here), gets a sentence.
  #stepBack(why, detail) {
    this.style.minHeight = this.offsetHeight + "px";
    const { words } = this;
    const text = words[detail.code] ?? ((this.avoidances || said(this, "shopper-token")) && words.unavailable);
    this.#fillIn(text ? make("p", { role: "status" }, text) : make("slot"), (text || why === "empty") && this.#links());
    tell(this, why, detail);
  }

  #show(page) {
    this.page = page;
    const { words, api } = this;
    const how = { acts: this.#acts(page), words, money: this.#money(page.currency), api, silent: this.avoidances };
    const cards = page.items.map((item) => card(item, how));
    this.#fillIn(this.#heading, make("ul", { class: "list", role: "list", "aria-label": said(this, "heading") ?? words.list }, ...cards), this.#links());
    this.style.minHeight = "";
    this.#unseen = new Map(cards.map((each, i) => [each, this.#about(page, page.items[i])]));
    this.#look();
    tell(this, "ready", { request_id: page.request_id, n: cards.length });
  }

  // Shops write languages as en_US, too, and some that browsers do not know.
  #money(currency) {
    const locale = said(this, "locale") ?? said(document.documentElement, "lang");
    const writer = (language) => new Intl.NumberFormat(language, { style: "currency", currency }).format;
    try {
      return writer(locale?.replaceAll("_", "-"));
    } catch {
      return writer();
    }
  }

  // What an event says of a product of a list.
  #about({ request_id, placement }, { sku, position }, more) {
    return { request_id, item_list_id: placement, items: [{ item_id: sku, index: position - 1, ...more }] };
  }

  // What may be done with a card.
  #acts(page) {
    const addressOf = (item) => item.url || said(this, "product-url")?.replace("{sku}", encodeURIComponent(item.sku));
    const told = (item, event, more, ofItem) => this.beacons.tell(event, { ...this.#about(page, item, ofItem), ...more });
    const chosen = (item) => {
      told(item, "select_item");
      this.beacons.flush();
    };
    return {
      element: this,
      sells: this.#sells,
      addressOf,
      chosen,
      told,
      // A shop that takes it into its cart says so with preventDefault; else the product's page opens.
      add: (item) => {
        const { sku, name, price, position } = item;
        const { currency, request_id } = page;
        if (!tell(this, "add-to-cart", { sku, name, price, currency, position, request_id }))
          return told(item, "add_to_cart", { currency }, { price: price.toFixed(2) });
        chosen(item);
        location.assign(addressOf(item) ?? "");
      },
    };
  }

  #links() {
    const link = (what) => make("button", { type: "button", class: "link", onclick: () => this.#ask(what) }, this.words[what]);
    return make("div", { class: "links" }, link("why"), said(this, "skin") !== "off" && link("skin"));
  }

  // The dialogs are loaded when somebody asks for one.
  async #ask(what) {
    try {
      (await more()).open(what, this, this.#root);
    } catch (error) {
      tell(this, "error", { code: "forms", message: String(error) });
    }
  }
}

// One product of a list.
import { make, ours } from "./parts.js";
import { turnable } from "./turnable.js";
import { fill } from "./words.js";

const PROVEN = "AB";
const MOST_CHIPS = 4;

// `acts` is what may be done with it; `silent` leaves out amber notes, for who has said what they avoid.
export function card(item, { acts, words, money, api, silent }) {
  const { name, look, shape, sponsored, image_url: picture } = item;
  const kind = sponsored ? "sponsored" : item.badge; // what is paid is always said, whatever else there is to say
  const media = make(
    "div",
    { class: "media" },
    picture && make("img", { class: "image", src: ours(picture, api), alt: [name, ...item.chips].join(", "), loading: "lazy", onerror: (event) => event.target.remove() }),
    kind && make("span", { class: `badge ${kind}` }, words[kind]),
  );
  if (look) turnable(media, { look, shape, name, element: acts.element, sku: item.sku, told: (event, more) => acts.told(item, event, more) });
  return make(
    "li",
    { class: "card" },
    media,
    make(
      "div",
      { class: "body" },
      make("p", { class: "brand" }, item.brand),
      make("a", { class: "title", href: acts.addressOf(item), onclick: () => acts.chosen(item) }, name),
      make("p", { class: "reason" }, item.reason),
      make("ul", { class: "chips", role: "list" }, ...item.chips.slice(0, MOST_CHIPS).map((chip) => make("li", { class: "chip" }, chip))),
      price(item, words, money),
      ...item.notices.filter(({ grade }) => !silent || PROVEN.includes(grade)).map(notice),
      acts.sells && make("button", { type: "button", class: "add", "aria-label": `${words.add}: ${name}`, onclick: () => acts.add(item) }, words.add),
    ),
  );
}

// Only the lowest price of 30 days may be struck through. Where it is not known, the regular price stands beside.
function price({ price: paid, regular_price: regular, price_reason: reason, lowest_price_30_days: lowest }, words, money) {
  const tier = /^([^:]+) price$/.exec(reason)?.[1];
  const isLower = lowest != null && paid < lowest;
  const beside = [
    tier ? tier !== "regular" && fill(words.member, { tier }) : reason,
    !isLower && regular > paid && fill(words.regular, { price: money(regular) }),
  ];
  return make(
    "p",
    { class: "price" },
    isLower && make("del", { class: "was" }, make("span", { class: "unseen" }, `${words.was} `), money(lowest)),
    isLower && " ",
    make("strong", { class: "now" }, money(paid)),
    make("small", { class: "beside" }, beside.filter(Boolean).join(" · ")),
  );
}

const notice = ({ grade, text }) => make("p", { class: `notice ${PROVEN.includes(grade) ? "proven" : "amber"}`, role: "note" }, text);

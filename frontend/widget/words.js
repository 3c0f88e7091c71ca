// Every text of the widget. A shop overrides any of them, for another language or another voice.
export const WORDS = {
  list: "Recommendations",
  house: "House edit",
  partner: "Partner",
  sponsored: "Sponsored",
  member: "{tier} member price",
  regular: "Regular {price}",
  was: "Lowest price of the 30 days before:",
  add: "Add to cart",
  view: "View in 3D",
  data: "View in 3D, about 1 MB",
  unopened: "3D did not open. Try again.",
  why: "Why am I seeing this?",
  skin: "What my skin must avoid",
  // Where no list can be made safely, by the name of the error.
  unavailable: "Nothing here is sure to suit you right now.",
  "visitor-avoidances-unreadable": "What you told us to avoid can no longer be read. Tell us again.",
};

// Puts values into a text, as in fill("Regular {price}", { price: "€ 90" }).
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);

// The words of one element: a JSON script within it, or its attribute `words`, goes before ours.
export function wordsOf(element) {
  const own = element.querySelector("script[type='application/json']")?.textContent ?? element.getAttribute("words");
  try {
    return { ...WORDS, ...JSON.parse(own) };
  } catch (error) {
    console.warn("woorec: the words are not JSON.", error);
    return WORDS;
  }
}

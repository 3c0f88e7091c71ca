// Small things that every file of the widget needs.

export const BASE = new URL(".", import.meta.url);

// The second file, with what few shoppers ask for. build.mjs writes the name.
export const more = () => import(new URL(MORE_FILE, BASE).href);

// On the window, and a key by which tabs tell each other: the shopper changed what lists may do.
export const CHANGED = "woorec:changed";

// Makes an element. What is null or false is left out, functions are listeners, and a class is a part as well.
export function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made[name] = value;
    else if (value != null) made.setAttribute(name, value);
    if (name === "class") made.setAttribute("part", value);
  }
  made.append(...children.filter(Boolean));
  return made;
}

// An attribute that says something.
export const said = (element, name) => element.getAttribute(name) || undefined;

// Where the API is: the attribute, or the host that this script came from.
export function apiOf(element) {
  const address = said(element, "api");
  return new URL(address ?? "/api/v1", address ? document.baseURI : BASE).href.replace(/\/$/, "");
}

// What stands beside each event of an element.
export const commonOf = (element) => ({
  key: said(element, "key"),
  session: said(element, "session"),
  shopper_token: said(element, "shopper-token"),
});

// Pictures and looks of WooRec are paths on its host; what a shop brought is the shop's own address.
export const ours = (path, api) => (path.startsWith("/looks/") ? new URL(path, api).href : path);

// False where a listener has prevented what would follow.
export const tell = (element, name, detail) =>
  element.dispatchEvent(new CustomEvent(`woorec:${name}`, { detail, cancelable: true, bubbles: true, composed: true }));

// Of what we keep, only "=" is ever escaped; decodeURIComponent throws at a cookie that somebody broke.
export const cookie = (name) => (document.cookie.match(`(?:^|; )${name}=([^;]*)`)?.[1] || "").replaceAll("%3D", "=");

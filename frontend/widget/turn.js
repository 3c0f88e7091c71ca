// A product in 3D: the stage, and what turns it without dragging (WCAG 2.5.7).
import { BASE, make, tell } from "./parts.js";
import { fill } from "./words.js";

const WORDS = {
  stage: "{name} in 3D. Arrow keys turn it, plus and minus zoom, Escape closes.",
  loading: "Loading…",
  close: "Close 3D",
  left: "Turn left",
  right: "Turn right",
  nearer: "Nearer",
  farther: "Farther",
};
const sheet = new CSSStyleSheet();
sheet.replaceSync(`
.stage{position:absolute;inset:0;z-index:2}
.tools{position:absolute;z-index:3;inset:auto auto .5rem .5rem;display:flex;gap:.25rem}
.stage[hidden],.tools[hidden]{display:none}
.media .tools button{position:static;width:2rem;padding:0}
`);

// Shows it at once, and from then on whenever the button is pressed. `fail` hears what goes wrong.
export function turn(media, button, { look, shape, name, words: own, element, seen, fail }) {
  const words = { ...WORDS, ...own };
  const root = media.getRootNode();
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
  let view, busy, gone;
  const host = make("div", { class: "stage" });
  const tool = (text, label, act) => make("button", { type: "button", class: "tool", "aria-label": label, title: label, onclick: () => view && act(view) }, text);
  const tools = make(
    "div",
    { class: "tools", role: "group", "aria-label": name },
    tool("‹", words.left, (each) => each.rotate(-0.35, 0)),
    tool("›", words.right, (each) => each.rotate(0.35, 0)),
    tool("+", words.nearer, (each) => each.zoom(1.25)),
    tool("−", words.farther, (each) => each.zoom(0.8)),
  );

  function say(text) {
    button.textContent = text;
    button.ariaLabel = `${text}: ${name}`;
    host.hidden = tools.hidden = !view;
  }

  function broken(error) {
    host.remove();
    tools.remove();
    fail(error);
  }

  // Another product's view, Escape or a lost context may close it.
  function closed({ reason, error } = {}) {
    if (!view) return;
    const held = media.contains(root.activeElement);
    view = undefined;
    say(words.view);
    if (held || reason === "escape") button.focus();
    if (reason === "lost") broken(error);
  }

  function close() {
    gone = true;
    const shown = view;
    closed();
    shown?.close();
  }

  async function open() {
    if (busy) return;
    busy = true;
    gone = false;
    const began = performance.now();
    say(words.loading);
    try {
      const { show } = await import(new URL(STAGE_FILE, BASE).href); // build.mjs writes the name
      host.hidden = false;
      view = await show(host, look, { shape, label: fill(words.stage, { name }), onClose: closed });
      if (gone) { // Escape, or the element went, while it loaded
        busy = false;
        return close();
      }
      say(words.close);
      const ms = Math.round(performance.now() - began);
      seen?.(ms);
      tell(element, "3d", { ms, ...view.timings });
    } catch (error) {
      if (error.name === "AbortError") say(words.view); // another product was asked for meanwhile
      else broken(error);
    }
    busy = false;
  }

  media.onkeydown = (event) => event.key === "Escape" && close();
  media.close = close;
  button.onclick = () => (view ? close() : open());
  button.before(host, tools);
  return open();
}

// A product in 3D: the stage, and what turns it without dragging (WCAG 2.5.7).
import { failing, failure } from "../stage/failure.js";
import { BASE, make, ours, tell } from "./parts.js";
import { fill } from "./words.js";

const WORDS = {
  stage: "{name} in 3D. Arrow keys turn it, plus and minus zoom, Escape closes.",
  loading: "Loading…",
  close: "Close 3D",
  left: "Turn left",
  right: "Turn right",
  nearer: "Nearer",
  farther: "Farther",
  unable: "This browser cannot show 3D.",
};
const PATIENCE = 30_000; // ms; who waits longer has gone on with the picture
const sheet = new CSSStyleSheet();
sheet.replaceSync(`
.stage{position:absolute;inset:0;z-index:2}
.tools{position:absolute;z-index:3;inset:auto auto .5rem .5rem;display:flex;gap:.25rem}
.stage[hidden],.tools[hidden]{display:none}
.media .tools button{position:static;width:2rem;padding:0;margin:0}
`);

// Shows it at once, and from then on whenever the button is pressed. `fail` hears what goes wrong.
export function turn(media, button, { look, shape, name, element, told, fail }) {
  if (media.close) return; // pressed twice while this file was loading
  const words = { ...WORDS, ...element.words };
  const root = media.getRootNode();
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
  let view, trying, isBack;
  const host = make("div", { class: "stage" });
  const note = make("output", { class: "unseen" }); // speaks of what the button shows
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
    button.setAttribute("aria-label", `${text}: ${name}`);
    host.hidden = tools.hidden = !view;
  }

  function broken(error) {
    const reason = isBack ? "context_lost" : (error.reason ?? "other");
    trying = isBack = undefined;
    fail(failure(reason, error));
    say(reason === "no_webgl" ? words.unable : words.unopened);
    note.value = button.textContent;
  }

  // Another product's view, Escape or a lost context may close it.
  function closed({ reason, error } = {}) {
    if (!view) return;
    const held = media.contains(root.activeElement);
    view = undefined;
    say(words.view);
    if (held || reason === "escape") button.focus();
    if (reason === "lost") lost(error);
  }

  // Phones take the context of a page that is in the background. It is asked for once more when somebody looks.
  function lost(error) {
    if (isBack) return broken(error);
    isBack = true;
    if (document.hidden) document.addEventListener("visibilitychange", () => isBack && !view && open(), { once: true });
    else open();
  }

  function close() {
    trying = isBack = undefined;
    if (view) view.close();
    else say(words.view);
  }

  async function open() {
    if (trying) return;
    const mine = (trying = {});
    const isLast = () => mine === trying; // else it was closed meanwhile, or took too long
    const timer = setTimeout(() => isLast() && broken(failure("timed_out", new Error("It took too long."))), PATIENCE);
    const began = performance.now();
    say(words.loading);
    note.value = "";
    try {
      const { show } = await import(new URL(STAGE_FILE, BASE).href).catch(failing("stage_missing")); // build.mjs writes the name
      if (!isLast()) return;
      host.hidden = false;
      const shown = await show(host, ours(`/looks/${look}/look.json`, element.api), { shape, label: fill(words.stage, { name }), onClose: closed });
      if (!isLast()) return shown.close();
      trying = undefined;
      view = shown;
      say(words.close);
      if (!isBack) opened(Math.round(performance.now() - began));
    } catch (error) {
      if (!isLast()) return;
      if (error.name === "AbortError") close(); // another product was asked for meanwhile
      else broken(error);
    } finally {
      clearTimeout(timer);
    }
  }

  function opened(ms) {
    told("view_3d", { load_ms: ms });
    tell(element, "3d", { ms, ...view.timings });
  }

  media.onkeydown = (event) => event.key === "Escape" && close();
  media.close = close;
  button.onclick = () => {
    if (view) return close();
    isBack = undefined;
    return open();
  };
  button.before(host, tools, note);
  return open();
}

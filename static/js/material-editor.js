// The material editor: sliders move with their numbers, lists grow, and the picture in 3D follows what is typed.
// The server derives every value of the picture (data-look-url); here they are only shown.

const patience = 180; // ms without a key or a move, before the server is asked
const panel = document.querySelector("[data-material-view]");
const form = () => document.getElementById("material-editor");
const part = (name) => panel.querySelector(`[${name}]`);
const say = (text) => { part("data-state").textContent = text; };

/* Sliders and lists */

document.addEventListener("input", ({ target }) => {
  if (target.dataset.sliderOf) {
    const number = document.getElementById(target.dataset.sliderOf);
    number.value = target.value;
    number.dispatchEvent(new Event("input", { bubbles: true }));
  } else if (target.matches(".slider__number")) {
    target.parentElement.querySelector(".slider__track").value = target.value;
  }
});

document.addEventListener("click", ({ target }) => {
  const lines = target.closest("[data-add-line]")?.closest("[data-lines]");
  if (!lines) return;
  const total = lines.querySelector(`[name="${lines.dataset.lines}-TOTAL_FORMS"]`);
  const spare = lines.querySelector("[data-spare]");
  const line = spare.cloneNode(true);
  delete spare.dataset.spare;
  const number = Number(total.value);
  for (const each of line.querySelectorAll("[name], [id], [for]")) {
    for (const name of ["name", "id", "for", "aria-describedby"]) {
      if (each.hasAttribute(name)) each.setAttribute(name, each.getAttribute(name).replace(`${lines.dataset.lines}-${number - 1}-`, `${lines.dataset.lines}-${number}-`));
    }
    if ("value" in each && each.type !== "checkbox") each.value = "";
  }
  total.value = number + 1;
  spare.after(line);
  line.querySelector("input, select").focus();
});

/* The picture */

let view, shownLook, waiting, asking, unsaved = false;

const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
const light = (hex) => [1, 3, 5].map((at) => linear(parseInt(hex.slice(at, at + 2), 16) / 255));

// At once, before the server has answered: the same surface in another colour or gloss, as its last answer allows.
function recolour(hex) {
  if (!view || !shownLook?.at_once.colour) return;
  const before = light(shownLook.hex);
  view.set({ colour: light(hex).map((part, at) => (before[at] > 0.001 ? part * (shownLook.colour[at] / before[at]) : part)) });
}

function polish(gloss) {
  const values = gloss && shownLook?.at_once.gloss[Math.round(Number(gloss))];
  if (view && values) view.set({ gloss: values });
}

const AT_ONCE = { colour: recolour, gloss: polish };

async function ask() {
  asking?.abort();
  asking = new AbortController();
  const body = new FormData(form());
  const hex = body.get("own-colour_hex");
  const began = performance.now();
  try {
    const answer = await fetch(panel.dataset.lookUrl, { method: "POST", body, signal: asking.signal });
    const said = await answer.json();
    if (!answer.ok) return say(said.errors?.[0] ?? "The server could not make the picture.");
    await draw({ ...said, hex });
    say(`Drawn from these figures in ${Math.round(performance.now() - began)} ms. Drag to turn it; click it and scroll to come closer.`);
    tellValues(said);
  } catch (error) {
    if (error.name !== "AbortError") say("The picture in 3D cannot be shown here. Figures can be changed all the same.");
  }
}

async function draw(look) {
  const shape = part("data-shape").value;
  if (view) await view.set({ look, shape });
  else {
    const stage = await import(panel.dataset.stage);
    view = await stage.show(part("data-picture"), look, { shape, label: panel.dataset.name, env: panel.dataset.environment, onClose: () => { view = undefined; } });
    part("data-picture").querySelector("img")?.remove();
  }
  shownLook = look;
  if (part("data-shape").value !== view?.shape) await view?.set({ shape: part("data-shape").value }); // chosen meanwhile
}

function tellValues(look) {
  const values = part("data-values");
  const flat = Object.entries(look).filter(([name]) => !["maps", "schema", "digest", "at_once", "hex"].includes(name));
  values.replaceChildren(...flat.flatMap(([name, value]) => {
    const [term, text] = [document.createElement("dt"), document.createElement("dd")];
    term.textContent = name;
    text.textContent = typeof value === "object" ? JSON.stringify(value) : value;
    return [term, text];
  }));
}

async function takePoster() {
  if (!view) return say("There is no picture yet to take.");
  if (unsaved) return say("Save the draft first: a poster belongs to a saved version.");
  const { shape } = view;
  const picture = await view.poster({ type: "image/webp", quality: 0.86, width: 560, height: 560 });
  const answer = await fetch(`${panel.dataset.posterUrl}?shape=${shape}&look=${shownLook.digest}`, {
    method: "POST", body: picture, headers: { "Content-Type": "image/webp", "X-CSRFToken": form().elements.csrfmiddlewaretoken.value },
  });
  say(answer.ok ? `This view is the poster for “${shape}” now.` : (await answer.json()).errors[0]);
}

if (panel && part("data-shape")) {
  document.addEventListener("input", ({ target }) => {
    if (!target.closest("#material-editor")) return;
    unsaved = true;
    AT_ONCE[target.dataset.live]?.(target.value);
    clearTimeout(waiting);
    waiting = setTimeout(ask, patience);
  });
  part("data-shape").addEventListener("change", ({ target }) => view?.set({ shape: target.value }));
  panel.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (!button) return;
    if (button.dataset.turn) view?.rotate(Number(button.dataset.turn), 0);
    else if (button.dataset.zoom) view?.zoom(Number(button.dataset.zoom));
    else if ("takePoster" in button.dataset) takePoster();
  });
  ask();
}

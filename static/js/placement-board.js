// What the placement board and the rule editor add to board.js: controls that send themselves, refused edits that stay
// on the screen, dialogs that close, and rows of the condition builder.

// ---- controls: a choice is enough; text and time wait until the field is left or Enter is pressed

const touched = new WeakSet();
const controlsOf = (element) => element.closest?.("form[data-board-controls]");

document.addEventListener("change", (event) => {
  const form = controlsOf(event.target);
  if (!form) return;
  if (event.target.matches('input[type="datetime-local"]')) touched.add(event.target);
  else form.requestSubmit();
});

document.addEventListener("focusout", (event) => {
  if (!touched.has(event.target)) return;
  touched.delete(event.target);
  controlsOf(event.target)?.requestSubmit();
});

// ---- a stale edit answers 409 with a fresh board, or with the form and everything that was typed

document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status !== 409) return;
  event.detail.shouldSwap = true;
  event.detail.isError = false;
});

// ---- after an act from the explanation of a product the focus returns to the product

document.body.addEventListener("htmx:afterSwap", (event) => {
  const { elt, parameters } = event.detail.requestConfig ?? {};
  if (!elt?.matches?.(".why__acts") || !parameters?.product) return;
  document.querySelector(`#draft-list [data-product="${CSS.escape(parameters.product)}"]`)?.focus();
});

document.addEventListener("click", (event) => {
  const cancel = event.target.closest("dialog [data-dialog-cancel]");
  if (cancel) {
    event.preventDefault();
    cancel.closest("dialog").close();
  }
  if (event.target.closest("[data-focus-draft]")) {
    event.preventDefault();
    document.querySelector("#draft-list [data-tile]")?.focus();
  }
  const remove = event.target.closest("[data-remove-row]");
  if (remove) {
    const row = remove.closest(".condition-row");
    (row.previousElementSibling ?? row.nextElementSibling)?.querySelector("select")?.focus();
    row.remove();
  }
});

// ---- what works with scripts alone is shown with scripts alone

const reveal = (root) => {
  for (const element of root.querySelectorAll?.("[data-needs-script]") ?? []) element.hidden = false;
};
document.body.addEventListener("htmx:load", (event) => reveal(event.detail.elt));
reveal(document);

// ---- places of a slot: one stop for Tab, arrows walk, a typed number ticks its place

const boxesOf = (group) => [...group.querySelectorAll('input[type="checkbox"]:not(:disabled)')];
let typed = { text: "", at: 0 };

function rove(group, current) {
  for (const box of boxesOf(group)) box.tabIndex = box === current ? 0 : -1;
}

function tick(group, digit) {
  const text = Date.now() - typed.at < 700 ? typed.text + digit : digit;
  typed = { text, at: Date.now() };
  const find = (value) => boxesOf(group).find((box) => box.value === value);
  const box = find(text) ?? find(digit);
  if (!box) return;
  // "1" and then "0" mean ten: the one is taken back.
  if (text.length > 1 && find(text)) find(text.slice(0, -1))?.click();
  box.click();
  box.focus();
}

document.addEventListener("keydown", (event) => {
  const group = event.target.closest?.(".places");
  if (!group || event.ctrlKey || event.metaKey || event.altKey) return;
  const boxes = boxesOf(group);
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (step) {
    event.preventDefault();
    boxes[boxes.indexOf(event.target) + step]?.focus();
  } else if (/^\d$/.test(event.key)) {
    event.preventDefault();
    tick(group, event.key);
  }
});

document.addEventListener("focusin", (event) => {
  const group = event.target.closest?.(".places");
  if (group) rove(group, event.target);
});

const settlePlaces = (root) => {
  for (const group of root.querySelectorAll?.(".places") ?? []) {
    rove(group, group.querySelector("input:focus, input:checked") ?? group.querySelector("input"));
  }
};
document.body.addEventListener("htmx:load", (event) => settlePlaces(event.detail.elt));
settlePlaces(document);

// "?" shows the keys, "/" goes to the search field, "g" and then a key of the navigation goes there (data-go-key).
// Any other element may carry data-shortcut="x": the key presses it.

const patience = 1200;
let awaiting = 0;

const isTyping = (target) => target.closest?.("input, textarea, select, [contenteditable], [data-menu]") !== null;

function go(key) {
  const link = document.querySelector(`[data-go-key="${CSS.escape(key)}"]`);
  link?.click();
  return link !== null;
}

function act(key) {
  if (key === "?") {
    document.getElementById("shortcuts")?.showModal();
    return true;
  }
  if (key === "/") {
    const search = document.querySelector("[data-search]");
    search?.focus();
    search?.select?.();
    return search !== null;
  }
  const element = document.querySelector(`[data-shortcut="${CSS.escape(key)}"]`);
  element?.click();
  return element !== null;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  const wasAwaiting = Date.now() - awaiting < patience;
  awaiting = 0;
  if (wasAwaiting && go(event.key)) event.preventDefault();
  else if (event.key === "g") awaiting = Date.now();
  else if (act(event.key)) event.preventDefault();
});

// data-dialog-open="ID" opens, data-dialog-close closes, data-dialog-auto opens on arrival (page or htmx fragment).
// A response header HX-Trigger: {"dialog-close": {}} closes whatever is open, for instance after a form was saved.

const open = (dialog) => {
  if (dialog && !dialog.open) dialog.showModal();
};

const openArrivals = (root) => {
  if (root.matches?.("dialog[data-dialog-auto]")) open(root);
  for (const dialog of root.querySelectorAll?.("dialog[data-dialog-auto]") ?? []) open(dialog);
};

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog-open]");
  if (opener) open(document.getElementById(opener.dataset.dialogOpen));
  const closer = event.target.closest("[data-dialog-close]");
  if (closer) closer.closest("dialog")?.close();
});

// A click on the backdrop has the dialog itself as target and lies outside its box.
document.addEventListener("pointerdown", (event) => {
  const dialog = event.target;
  if (!(dialog instanceof HTMLDialogElement) || !dialog.open) return;
  const box = dialog.getBoundingClientRect();
  const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
  if (!inside) dialog.close();
});

document.body.addEventListener("dialog-close", () => {
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
});
document.body.addEventListener("htmx:load", (event) => openArrivals(event.detail.elt));
openArrivals(document);

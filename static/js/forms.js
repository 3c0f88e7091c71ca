// Small helps for forms. data-focus-on-load: focus goes there when it arrives (the list of errors after a 422).
// data-submit-on-change: a form of filters sends itself; without JavaScript its button does.
// data-confirm-leave: asks before unsaved input is lost.

const focusArrivals = (root) => {
  const wanted = root.matches?.("[data-focus-on-load]") ? root : root.querySelector?.("[data-focus-on-load]");
  wanted?.focus({ preventScroll: false });
};

document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-submit-on-change]");
  form?.requestSubmit();
});

let unsaved = false;
document.addEventListener("input", (event) => {
  if (event.target.closest("form[data-confirm-leave]")) unsaved = true;
});
document.addEventListener("submit", () => { unsaved = false; });
document.addEventListener("htmx:beforeSwap", ({ detail }) => { // a form that came back with errors is not saved
  if (detail.xhr.status === 422 && detail.requestConfig.elt.closest("form[data-confirm-leave]")) unsaved = true;
});
addEventListener("beforeunload", (event) => {
  if (unsaved) event.preventDefault();
});

document.body.addEventListener("htmx:load", (event) => focusArrivals(event.detail.elt));
focusArrivals(document);

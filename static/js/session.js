// Nothing is lost when a request does not get through. An expired session answers 401 to htmx: a dialog offers to sign in
// in another tab and then repeats what was asked. A server that cannot be reached, or a machine that is offline, likewise.

const dialog = document.getElementById("not-sent");
const waiting = [];

function show(kind) {
  for (const part of dialog.querySelectorAll("[data-not-sent]")) part.hidden = part.dataset.notSent !== kind;
  dialog.querySelector("[data-not-sent-trouble]").hidden = true;
  if (!dialog.open) dialog.showModal();
}

function keep(detail, kind) {
  if (!dialog) return;
  const { verb, path, parameters, elt, target } = detail.requestConfig;
  const targeted = target?.id ? `#${CSS.escape(target.id)}` : target;
  const swap = elt?.closest?.("[hx-swap], [data-pin-swap]");
  waiting.push({ verb, path, values: { ...parameters }, target: targeted, swap: swap?.getAttribute("hx-swap") ?? swap?.dataset.pinSwap });
  show(kind);
}

// The page's own token ended with the session; a fresh copy of the page carries the new one.
async function freshToken() {
  const answer = await fetch(location.href, { redirect: "manual", credentials: "same-origin" });
  if (!answer.ok) return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const headers = page.body.getAttribute("hx-headers");
  if (!headers || !page.querySelector("#not-sent")) return null;
  document.body.setAttribute("hx-headers", headers);
  const token = JSON.parse(headers)["X-CSRFToken"];
  for (const field of document.querySelectorAll('input[name="csrfmiddlewaretoken"]')) field.value = token;
  return token;
}

function trouble(text) {
  const line = dialog.querySelector("[data-not-sent-trouble]");
  line.textContent = text;
  line.hidden = false;
}

async function again() {
  const token = await freshToken().catch(() => undefined);
  if (token === undefined) return trouble("The server still cannot be reached. What you did is kept here.");
  if (token === null) return trouble("You are not signed in yet. What you did is kept here.");
  dialog.close();
  for (const { verb, path, values, target, swap } of waiting.splice(0)) {
    if ("csrfmiddlewaretoken" in values) values.csrfmiddlewaretoken = token;
    await htmx.ajax(verb.toUpperCase(), path, { source: document.body, target, swap, values }).catch(() => {});
  }
}

// What a page asks for by itself (progress, previews) is asked again by itself; a person's act is not.
const isAct = (config) => config.verb !== "get" || ["click", "submit"].includes(config.triggeringEvent?.type);

document.body.addEventListener("htmx:afterRequest", (event) => {
  const { xhr, requestConfig } = event.detail;
  if (xhr.status === 401 && isAct(requestConfig)) keep(event.detail, "signed-out");
  // Signed in again in another tab: only the token of this page is old.
  if (xhr.status === 403 && xhr.getResponseHeader("X-Page-Expired")) {
    keep(event.detail, "signed-out");
    again();
  }
});
document.body.addEventListener("htmx:sendError", (event) => keep(event.detail, navigator.onLine ? "unreachable" : "offline"));

dialog?.addEventListener("click", (event) => {
  if (event.target.closest("[data-not-sent-again]")) again();
  if (event.target.closest("[data-not-sent-forget]")) {
    waiting.length = 0;
    dialog.close();
  }
});
dialog?.addEventListener("cancel", () => { waiting.length = 0; });

// Back from the tab of the sign-in, or online again: no button is needed.
addEventListener("focus", () => { if (dialog?.open && waiting.length) again(); });
addEventListener("online", () => { if (dialog?.open && waiting.length) again(); });

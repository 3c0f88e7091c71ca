// Toasts from Django messages, from HX-Trigger: {"toast": {"level": "success", "message": "Saved."}}, and for failed requests.
// An error or a warning stays until it is dismissed; the others go after a while, unless somebody is reading or pointing at them.

const region = document.getElementById("toasts");
const lifetime = 6000;

function dismiss(toast) {
  toast.classList.add("toast--leaving");
  setTimeout(() => toast.remove(), 240);
}

function expire(toast) {
  if (toast.hasAttribute("data-toast-stays")) return;
  const later = () => setTimeout(() => (toast.matches(":hover, :focus-within") ? later() : dismiss(toast)), lifetime);
  later();
}

function show(level, message) {
  const pattern = document.getElementById(`toast-${level}`) ?? document.getElementById("toast-info");
  if (!pattern || !region) return;
  // A part of a page that asks every two seconds fails as often: once is enough.
  if ([...region.querySelectorAll("[data-toast-text]")].some((each) => each.textContent === message)) return;
  const toast = pattern.content.firstElementChild.cloneNode(true);
  toast.querySelector("[data-toast-text]").textContent = message;
  region.append(toast);
  expire(toast);
}

for (const toast of region?.querySelectorAll("[data-toast]") ?? []) expire(toast);

document.addEventListener("click", (event) => {
  const toast = event.target.closest("[data-toast-close]")?.closest("[data-toast]");
  if (toast) dismiss(toast);
});

document.body.addEventListener("toast", (event) => show(event.detail.level ?? "info", event.detail.message ?? ""));
document.body.addEventListener("htmx:timeout", () => show("error", "The server took too long to answer. Reload to see what was saved."));
document.body.addEventListener("htmx:responseError", (event) => {
  const status = event.detail.xhr.status;
  if (status === 401 || event.detail.xhr.getResponseHeader("X-Page-Expired")) return; // session.js asks and repeats
  const message = {
    403: "Your role does not allow this, or the page has expired. Reload and try again.",
    404: "This no longer exists. Reload the page.",
    409: "Somebody changed this meanwhile. Reload the page and try again.",
    429: "Too many requests. Wait a moment and try again.",
  }[status] ?? `The server answered with an error (${status}). Look whether your change was saved before you repeat it.`;
  show("error", message);
});

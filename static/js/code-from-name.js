// Offers a code while a name is typed (data-code-of names the name's id), until somebody writes a code of their own.
// The server judges it, and makes one itself where none came.

const coded = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[^a-z0-9_\s-]/g, "").trim().replace(/[\s-]+/g, "-").slice(0, 70);

document.addEventListener("input", ({ target }) => {
  if (target.dataset.codeOf) target.dataset.own = target.value ? "true" : "";
  const code = document.querySelector(`[data-code-of="${target.id}"]`);
  if (code && !code.dataset.own && (!code.value || code.dataset.offered === code.value)) {
    code.value = code.dataset.offered = coded(target.value);
  }
});

// Runs before the first paint, so it is a plain script in <head>: a module would flash the wrong theme.
(() => {
  const root = document.documentElement;
  const key = () => `woorec-theme:${root.dataset.user || "guest"}`;

  const stored = () => {
    try { return localStorage.getItem(key()); } catch { return null; }
  };

  const apply = (choice) => {
    if (choice === "light" || choice === "dark") root.dataset.theme = choice;
    else if (choice === "auto") delete root.dataset.theme;
  };

  const mark = () => {
    const current = root.dataset.theme || "auto";
    for (const button of document.querySelectorAll("[data-theme-choice]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === current));
    }
  };

  apply(stored());

  document.addEventListener("DOMContentLoaded", mark);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-choice]");
    if (!button) return;
    apply(button.dataset.themeChoice);
    mark();
    // Without storage (private windows) the choice simply lasts as long as the page.
    try { localStorage.setItem(key(), button.dataset.themeChoice); } catch { return; }
  });
})();

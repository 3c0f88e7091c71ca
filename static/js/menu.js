// Menus are native popovers: they open, close on Escape and on an outside click without this file.
// It adds what the platform lacks: placing beside the button, and arrow keys. Also the rail's menu on narrow screens.

// One menu may serve many buttons (the tiles of a board): the last one pressed is its button.
const openers = new WeakMap();
const buttonOf = (menu) => openers.get(menu) ?? document.querySelector(`[popovertarget="${CSS.escape(menu.id)}"]`);
const itemsOf = (menu) => [...menu.querySelectorAll('[role="menuitem"]:not(:disabled)')];

function place(menu, button) {
  const anchor = button.getBoundingClientRect();
  const gap = 4;
  menu.dataset.placed = "";
  const width = menu.offsetWidth;
  const height = menu.offsetHeight;
  const fitsRight = anchor.left + width <= innerWidth - 8;
  const fitsBelow = anchor.bottom + gap + height <= innerHeight - 8;
  const left = fitsRight ? anchor.left : anchor.right - width;
  const top = fitsBelow ? anchor.bottom + gap : anchor.top - gap - height;
  menu.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
  menu.style.top = `${Math.max(8, top)}px`;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-menu-button]");
  const menu = button && document.getElementById(button.getAttribute("popovertarget"));
  if (menu) openers.set(menu, button);
}, true);

document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (!(menu instanceof HTMLElement) || !menu.matches("[data-menu]")) return;
  const button = buttonOf(menu);
  const open = event.newState === "open";
  button?.setAttribute("aria-expanded", String(open));
  if (!open || !button) return;
  place(menu, button);
  itemsOf(menu)[0]?.focus();
}, true);

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("[data-menu]");
  if (!menu) {
    const button = event.target.closest?.("[data-menu-button]");
    if (button && event.key === "ArrowDown") {
      event.preventDefault();
      button.click();
    }
    return;
  }
  const items = itemsOf(menu);
  const at = items.indexOf(document.activeElement);
  const step = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (step !== undefined) {
    event.preventDefault();
    items[(step + items.length) % items.length]?.focus();
  } else if (event.key === "Tab") {
    menu.hidePopover();
  } else if (event.key.length === 1 && /\S/.test(event.key)) {
    const wanted = event.key.toLowerCase();
    [...items.slice(at + 1), ...items].find((item) => item.textContent.trim().toLowerCase().startsWith(wanted))?.focus();
  }
});

// A choice closes its menu; links leave anyway.
document.addEventListener("click", (event) => {
  const item = event.target.closest('[data-menu] [role="menuitem"]');
  item?.closest("[data-menu]").hidePopover();
});

// Menus are placed against the window, so one must not stay behind when the page scrolls.
addEventListener("scroll", (event) => {
  const open = document.querySelector("[data-menu]:popover-open");
  if (open && !open.contains(event.target)) open.hidePopover();
}, { capture: true, passive: true });

const toggle = document.querySelector("[data-nav-toggle]");
if (toggle) {
  const rail = toggle.closest("[data-nav]");
  const narrow = matchMedia("(max-width: 900px)");
  const show = (open) => {
    rail.dataset.nav = open ? "open" : "closed";
    toggle.setAttribute("aria-expanded", String(open));
  };
  // Open in the markup, so that the links can be reached without JavaScript.
  show(!narrow.matches);
  narrow.addEventListener("change", () => show(!narrow.matches));
  toggle.addEventListener("click", () => show(rail.dataset.nav !== "open"));
}

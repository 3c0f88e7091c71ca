// <select data-combobox> becomes a field to type in with a list below: the ARIA combobox pattern over the select, which
// stays in the form, holds the choice and is what people without scripts use.
// data-combobox-more="URL" also asks the server for options (?q=...), shown under data-combobox-more-label.

let count = 0;

class Combobox {
  constructor(select) {
    this.select = select;
    this.id = `combobox-${++count}`;
    this.more = [];
    this.input = this.makeInput();
    this.list = this.makeList();
    select.hidden = true;
    select.tabIndex = -1;
    const box = document.createElement("div");
    box.className = "combobox";
    select.before(box);
    box.append(this.input, this.list, select);
    this.listen();
  }

  makeInput() {
    const input = document.createElement("input");
    const label = document.querySelector(`label[for="${CSS.escape(this.select.id)}"]`);
    Object.assign(input, { type: "text", className: "input combobox__input", id: this.select.id, autocomplete: "off", value: this.chosenLabel() });
    this.select.removeAttribute("id");
    if (label) label.htmlFor = input.id;
    const states = { role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list", "aria-controls": `${this.id}-list` };
    for (const [name, value] of Object.entries(states)) input.setAttribute(name, value);
    return input;
  }

  makeList() {
    const list = document.createElement("ul");
    list.className = "combobox__list";
    list.id = `${this.id}-list`;
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Choices");
    return list;
  }

  chosenLabel() {
    return this.select.selectedOptions[0]?.label ?? "";
  }

  listen() {
    this.input.addEventListener("focus", () => this.input.select());
    this.input.addEventListener("click", () => this.open(""));
    this.input.addEventListener("input", () => { this.open(this.input.value); this.ask(); });
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("change", (event) => event.stopPropagation());
    this.input.addEventListener("blur", () => this.close());
    // Pressing an option must not take the focus from the field first.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const item = event.target.closest("[role=option]");
      if (item) this.choose(item);
    });
  }

  groups() {
    const own = [...this.select.querySelectorAll("optgroup")].map((group) => [group.label, [...group.children]]);
    return this.more.length ? [...own, [this.select.dataset.comboboxMoreLabel ?? "Found", this.more]] : own;
  }

  open(text) {
    const words = text.toLowerCase().split(/[\s,]+/).filter(Boolean);
    const fits = (option) => this.more.includes(option) || words.every((word) => option.label.toLowerCase().includes(word));
    const items = this.groups().flatMap(([label, options]) => {
      const found = options.filter(fits);
      return found.length ? [this.heading(label), ...found.map((option) => this.item(option))] : [];
    });
    this.list.replaceChildren(...(items.length ? items : [this.heading(this.select.dataset.comboboxNone ?? "Nothing fits")]));
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.mark(this.list.querySelector('[aria-selected="true"]') ?? (words.length ? this.items()[0] : undefined));
  }

  heading(text) {
    const item = document.createElement("li");
    item.className = "combobox__group";
    item.setAttribute("role", "presentation");
    item.textContent = text;
    return item;
  }

  item(option) {
    const item = document.createElement("li");
    item.className = "combobox__option";
    item.id = `${this.id}-${option.value.replaceAll(":", "-")}`;
    item.dataset.value = option.value;
    item.textContent = option.label;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", String(option.value === this.select.value));
    return item;
  }

  items() {
    return [...this.list.querySelectorAll("[role=option]")];
  }

  mark(item) {
    for (const each of this.items()) each.classList.toggle("combobox__option--active", each === item);
    if (item) {
      this.input.setAttribute("aria-activedescendant", item.id);
      item.scrollIntoView({ block: "nearest" });
    } else this.input.removeAttribute("aria-activedescendant");
  }

  key(event) {
    const items = this.items();
    const active = this.list.hidden ? -1 : items.findIndex((item) => item.classList.contains("combobox__option--active"));
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (this.list.hidden) return this.open("");
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.mark(items[(active + step + items.length) % items.length]);
    } else if (event.key === "Enter" && !this.list.hidden) {
      event.preventDefault();
      if (items[active]) this.choose(items[active]);
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    }
  }

  choose(item) {
    const { value } = item.dataset;
    if (![...this.select.options].some((option) => option.value === value)) {
      this.select.append(this.more.find((option) => option.value === value));
    }
    this.select.value = value;
    this.close();
    this.select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    this.input.value = this.chosenLabel();
  }

  ask() {
    const url = this.select.dataset.comboboxMore;
    clearTimeout(this.timer);
    const text = this.input.value.trim();
    if (!url || text.length < 2) return;
    this.timer = setTimeout(async () => {
      const answer = await fetch(`${url}?q=${encodeURIComponent(text)}`, { headers: { "HX-Request": "true" } }).catch(() => null);
      if (!answer?.ok || this.input.value.trim() !== text || this.list.hidden) return;
      const holder = document.createElement("template");
      holder.innerHTML = await answer.text();
      const known = new Set([...this.select.options].map((option) => option.value));
      this.more = [...holder.content.querySelectorAll("option")].filter((option) => !known.has(option.value));
      this.open(this.input.value);
    }, 200);
  }
}

const dress = (root) => {
  for (const select of root.querySelectorAll?.("select[data-combobox]:not([hidden])") ?? []) new Combobox(select);
};
document.body.addEventListener("htmx:load", (event) => dress(event.detail.elt));
dress(document);

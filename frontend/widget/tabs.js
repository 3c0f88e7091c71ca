// What a shopper changes in one tab counts in all, and in a page that the browser shows again from its memory.
import { CHANGED } from "./parts.js";

const changed = () => dispatchEvent(new CustomEvent(CHANGED));

addEventListener("storage", ({ key, newValue }) => key === CHANGED && newValue && changed());
addEventListener("pageshow", ({ persisted }) => persisted && changed());

// The button that asks for a product in 3D. What it does then is loaded with the first click.
import { make, more, tell } from "./parts.js";

const page = Math.random(); // a product that fails again on the same page has the same id, and counts once

// Puts the button into `media`, which shows the picture until then and goes back to it when 3D fails. `told` passes on
// what became of it.
export function turnable(media, how) {
  if (!globalThis.WebGL2RenderingContext) return;
  const { name, element, sku, told } = how;
  const { words } = element;
  const fail = (error) => {
    const { reason = "stage_missing" } = error; // only what the second file throws has one
    button.textContent = words.unopened;
    button.removeAttribute("aria-label");
    tell(element, "error", { code: "3d", reason, message: String(error) });
    told("view_3d_failed", { event_id: page + sku, reason });
  };
  const open = () => {
    button.textContent = "…";
    more().then(({ turn }) => turn(media, button, { ...how, fail })).catch(fail);
  };
  const button = make(
    "button",
    { type: "button", class: "view", "aria-label": `${words.view}: ${name}`, onclick: open },
    // Who saves data is told how much it takes; nothing of it is ever loaded before the click.
    navigator.connection?.saveData ? words.data : words.view,
  );
  media.append(button);
}

// The button that asks for a product in 3D. What it does then is loaded with the first click.
import { make, more, tell } from "./parts.js";

// Puts the button into `media`, which shows the picture until then and goes back to it when 3D fails.
export function turnable(media, how) {
  if (!globalThis.WebGL2RenderingContext) return;
  const { name, words, element } = how;
  const button = make("button", { type: "button", class: "view" });
  // Who saves data is told how much it takes; nothing of it is ever loaded before the click.
  button.textContent = navigator.connection?.saveData ? words.data : words.view;
  button.ariaLabel = `${words.view}: ${name}`;
  const fail = (error) => {
    button.remove();
    tell(element, "error", { code: "3d", message: String(error) });
  };
  button.onclick = () => more().then(({ turn }) => turn(media, button, { ...how, fail })).catch(fail);
  media.append(button);
}

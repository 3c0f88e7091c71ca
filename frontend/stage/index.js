// Materials in 3D: show() puts the page's one canvas into a host and hands back a View (docs/storefront-3d.md).

import { renderer } from "./renderer.js";
import { View } from "./view.js";

const ENVIRONMENT = new URL(ENVIRONMENT_FILE, import.meta.url).href; // build.mjs writes the name
const BACKGROUND = "#f3f0ec";

let current = null;

export async function show(host, look, { shape, label, base, env = ENVIRONMENT, background = BACKGROUND, interactive = true, onClose } = {}) {
  current?.close("replaced");
  const one = renderer();
  const view = new View(one, host, { shape, background, env, onClose });
  current = view;
  one.onLost = (error) => current?.close("lost", error);
  try {
    await view.load(look, base);
    view.start({ interactive, label });
    return view;
  } catch (error) {
    view.onClose = null; // the caller hears it from the promise
    view.close();
    throw error;
  }
}

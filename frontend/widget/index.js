// WooRec's elements for a shop's pages. See docs/widget.md.
import { Material } from "./material.js";
import "./tabs.js";
import { Recommendations } from "./recommendations.js";

for (const [name, kind] of [["woorec-recommendations", Recommendations], ["woorec-material", Material]]) {
  if (!customElements.get(name)) customElements.define(name, kind);
}

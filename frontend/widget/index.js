// WooRec's elements for a shop's pages. See docs/widget.md.
import "./words.js"; // texts before code compress a little better
import "./style.js";
import "./tabs.js";
import { Material } from "./material.js";
import { Recommendations } from "./recommendations.js";

for (const [name, kind] of [["woorec-recommendations", Recommendations], ["woorec-material", Material]]) {
  if (!customElements.get(name)) customElements.define(name, kind);
}

// <woorec-material>: one product in 3D, for a shop's own product page.
import { Beacons } from "./beacons.js";
import { apiOf, make, ours, said } from "./parts.js";
import { dress } from "./style.js";
import { turnable } from "./turnable.js";
import { wordsOf } from "./words.js";

export class Material extends HTMLElement {
  static observedAttributes = ["look", "shape", "poster", "label", "product"];
  #root = dress(this);

  connectedCallback() {
    this.beacons = new Beacons(this);
    this.#show();
  }

  disconnectedCallback() {
    this.#root.firstChild.close?.();
    this.beacons.stop();
  }

  attributeChangedCallback() {
    if (this.beacons) this.#show();
  }

  #show() {
    this.#root.firstChild?.close?.();
    this.words = wordsOf(this);
    this.api = apiOf(this);
    const look = said(this, "look");
    const shape = said(this, "shape");
    const name = said(this, "label") ?? "";
    const poster = said(this, "poster") ?? (look && `/looks/${look}/poster-${shape}.webp`);
    const media = make("div", { class: "media" }, poster && make("img", { class: "image", src: ours(poster, this.api), alt: name }));
    this.#root.replaceChildren(media);
    const sku = said(this, "product");
    const told = (event, more) => sku && this.beacons.tell(event, { items: [{ item_id: sku }], ...more });
    if (look) turnable(media, { look, shape, name, element: this, sku, told });
  }
}

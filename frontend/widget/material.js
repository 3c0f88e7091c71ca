// <woorec-material>: one product in 3D, for a shop's own product page.
import { Beacons } from "./beacons.js";
import { apiOf, commonOf, make, ours, said } from "./parts.js";
import { dress } from "./style.js";
import { turnable } from "./turnable.js";
import { wordsOf } from "./words.js";

export class Material extends HTMLElement {
  static observedAttributes = ["look", "shape", "poster", "label"];
  #root = dress(this);

  connectedCallback() {
    this.beacons = new Beacons(`${apiOf(this)}/events`, () => commonOf(this));
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
    const api = apiOf(this);
    const look = said(this, "look");
    const shape = said(this, "shape");
    const name = said(this, "label") ?? "";
    const poster = said(this, "poster") ?? (look && `/looks/${look}/poster-${shape}.webp`);
    const media = make("div", { class: "media" }, poster && make("img", { class: "image", src: ours(poster, api), alt: name }));
    this.#root.replaceChildren(media);
    const seen = (load_ms) => {
      const product = said(this, "product");
      if (product) this.beacons.tell("view_3d", { items: [{ item_id: product }], load_ms });
    };
    if (look) turnable(media, { look: ours(`/looks/${look}/look.json`, api), shape, name, words: wordsOf(this), element: this, seen });
  }
}

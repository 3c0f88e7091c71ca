// What the shopper did, told in batches that survive the end of the page. Each event has an id, so it counts once.
import { commonOf } from "./parts.js";

const WAIT = 4000; // ms
const MOST = 20;

// crypto.randomUUID exists on https and localhost only.
const newId = () => `${Date.now()}-${Math.random()}`;
const now = () => new Date().toISOString();

export class Beacons {
  #waiting = [];
  #timer;

  // `element` has the key, the session and the shopper token, and the address of the API.
  constructor(element) {
    this.element = element;
    addEventListener("pagehide", this.flush);
    document.addEventListener("visibilitychange", this.#left);
  }

  tell(name, event) {
    this.#waiting.push({ event_id: newId(), name, at: now(), ...event });
    if (this.#waiting.length >= MOST) this.flush();
    else this.#timer ||= setTimeout(this.flush, WAIT);
  }

  flush = () => {
    clearTimeout(this.#timer);
    this.#timer = 0;
    const events = this.#waiting.splice(0);
    const common = commonOf(this.element);
    if (!events.length || !common.key) return;
    const body = JSON.stringify({ ...common, sent_at: now(), events });
    // As plain text it needs no preflight, which a page that is being left would not wait for.
    navigator.sendBeacon(`${this.element.api}/events`, new Blob([body], { type: "text/plain" }));
  };

  #left = () => document.hidden && this.flush();

  stop() {
    removeEventListener("pagehide", this.flush);
    document.removeEventListener("visibilitychange", this.#left);
    this.flush();
  }
}

// What the shopper did, told in batches that survive the end of the page. Each event has an id, so it counts once.

const WAIT = 4000; // ms
const MOST = 20;

// crypto.randomUUID exists on https and localhost only.
const newId = () => crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
const now = () => new Date().toISOString();

export class Beacons {
  #waiting = [];
  #timer;

  // `common` gives what stands beside the events: key, session and shopper token.
  constructor(address, common) {
    Object.assign(this, { address, common });
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
    const common = this.common();
    if (!events.length || !common.key) return;
    const body = JSON.stringify({ ...common, sent_at: now(), events });
    // As plain text it needs no preflight, which a page that is being left would not wait for.
    navigator.sendBeacon(this.address, new Blob([body], { type: "text/plain" }));
  };

  #left = () => document.hidden && this.flush();

  stop() {
    removeEventListener("pagehide", this.flush);
    document.removeEventListener("visibilitychange", this.#left);
    this.flush();
  }
}

// What hands do on the canvas: drag turns, wheel and pinch zoom, arrow keys, + and -, Home and Escape. On a phone, drags up
// and down scroll the page. The wheel zooms only while the canvas has the focus, so that pages scroll over it.
// Where a material has a nap, a mouse passing over it strokes it, and so does a finger that starts on it.

const TURN = 0.0085; // radians per pixel
const STEP = 0.16;
const KEYS = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, STEP], ArrowDown: [0, -STEP] };
const ZOOMS = { "+": 1.2, "=": 1.2, "-": 1 / 1.2 };

export class Controls {
  constructor(canvas, view) {
    this.canvas = canvas;
    this.view = view;
    this.pointers = new Map();
    this.off = new AbortController();
    const options = { signal: this.off.signal };
    const on = (name, act, more) => canvas.addEventListener(name, (event) => act.call(this, event), { ...options, ...more });
    on("pointerdown", this.down);
    on("pointermove", this.move);
    for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) on(name, this.up);
    on("wheel", this.wheel, { passive: false });
    on("keydown", this.key);
  }

  down(event) {
    if (event.button) return;
    this.canvas.setPointerCapture(event.pointerId);
    const stroking = event.pointerType === "touch" && this.view.hasNap(this.at(event));
    this.pointers.set(event.pointerId, { x: event.clientX, y: event.clientY, stroking });
  }

  move(event) {
    const before = this.pointers.get(event.pointerId);
    const hovering = !before && event.pointerType === "mouse" && !event.buttons;
    if (hovering) return this.stroke(event, event.movementX, event.movementY);
    if (!before) return;
    const [dx, dy] = [event.clientX - before.x, event.clientY - before.y];
    if (this.pointers.size > 1) this.pinch(event, before);
    else if (before.stroking) this.stroke(event, dx, dy);
    else this.view.rotate(dx * TURN, dy * TURN);
    Object.assign(before, { x: event.clientX, y: event.clientY });
  }

  up(event) {
    this.pointers.delete(event.pointerId);
  }

  pinch(event, before) {
    const other = [...this.pointers].find(([id]) => id !== event.pointerId)[1];
    const apart = (x, y) => Math.max(1, Math.hypot(x - other.x, y - other.y));
    this.view.zoom(apart(event.clientX, event.clientY) / apart(before.x, before.y));
  }

  stroke(event, dx, dy) {
    if (!dx && !dy) return;
    const { width, height } = this.canvas.getBoundingClientRect();
    const [x, y] = this.at(event);
    this.view.stroke(x, y, (2 * dx) / width, (-2 * dy) / height);
  }

  wheel(event) {
    const focused = this.canvas.getRootNode().activeElement === this.canvas;
    if (!focused && !event.ctrlKey) return;
    const pixels = event.deltaY * (event.deltaMode ? 16 : 1) * (event.ctrlKey ? 4 : 1);
    if (this.view.zoom(Math.exp(-Math.max(-240, Math.min(240, pixels)) * 0.0015), this.at(event))) event.preventDefault();
  }

  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const turn = KEYS[event.key];
    if (turn) this.view.rotate(...turn);
    else if (event.key in ZOOMS) this.view.zoom(ZOOMS[event.key]);
    else if (event.key === "Home") this.view.reset();
    else if (event.key === "Escape") this.view.close("escape");
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  at(event) {
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    return [((event.clientX - left) / width) * 2 - 1, 1 - ((event.clientY - top) / height) * 2];
  }

  dispose() {
    this.off.abort();
  }
}

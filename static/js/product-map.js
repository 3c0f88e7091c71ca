// The product map: the name of what is pointed at or focused, and the arrow keys from one product to the next.
//
// <svg data-map data-map-voice="id"> holds <a data-x data-y data-name data-words>. Without JavaScript the links and their titles work.

const directions = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const linksOf = (map) => [...map.querySelectorAll("a[data-x]")];
const pointOf = (link) => [Number(link.dataset.x), Number(link.dataset.y)];

function say(map, link) {
  const voice = document.getElementById(map.dataset.mapVoice);
  if (voice) voice.textContent = `${link.dataset.name}: ${link.dataset.words}`;
}

// The next one lies in the direction of the key, rather straight ahead than far aside.
function next(map, from, [dx, dy]) {
  const [x, y] = pointOf(from);
  let best = null;
  let least = Infinity;
  for (const link of linksOf(map)) {
    const [otherX, otherY] = pointOf(link);
    const ahead = (otherX - x) * dx + (otherY - y) * dy;
    if (link === from || ahead <= 0) continue;
    const aside = Math.abs((otherX - x) * dy) + Math.abs((otherY - y) * dx);
    if (ahead + 2 * aside < least) [best, least] = [link, ahead + 2 * aside];
  }
  return best;
}

for (const map of document.querySelectorAll("[data-map]")) {
  for (const event of ["pointerover", "focusin"]) {
    map.addEventListener(event, ({ target }) => {
      const link = target.closest("a[data-x]");
      if (link) say(map, link);
    });
  }
  map.addEventListener("keydown", (event) => {
    const direction = directions[event.key];
    if (!direction) return;
    event.preventDefault();
    const now = document.activeElement.closest?.("a[data-x]");
    const first = map.querySelector(".map__link--chosen") ?? linksOf(map)[0];
    const wanted = now ? next(map, now, direction) : first;
    wanted?.focus();
  });
}

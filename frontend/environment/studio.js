// The room that everything is lit by and mirrored in: grey walls, soft boxes with soft edges, and dark flags that give
// metal its contrast. Seen only while it is baked.

import { BackSide, DoubleSide, Float32BufferAttribute, Mesh, MeshBasicMaterial, PlaneGeometry, Scene, SphereGeometry } from "three";

// Size, place, strength, tint, softness of the edge.
const CARDS = [
  { size: [10, 7], at: [1.5, 10, 1], strength: 6.5 }, // above
  { size: [3, 10], at: [-10, 3, 4.5], strength: 8, tint: [1, 0.985, 0.95] }, // a strip on the left
  { size: [4, 8], at: [10.5, 3.5, 2], strength: 4, tint: [0.95, 0.98, 1] }, // a weaker one on the right
  { size: [11, 2.2], at: [0, 5, -11], strength: 5.5 }, // behind, for the rims
  { size: [8, 2.4], at: [2, -0.6, 11], strength: 1.5, soft: 0.6 }, // low in front
  { size: [4.2, 9], at: [5.6, 1.2, 10.2], strength: 0.03, soft: 0.7, tint: [1, 0.85, 0.7] }, // flags
  { size: [4, 9], at: [-5.6, 1.2, 9.6], strength: 0.03, soft: 0.7, tint: [1, 0.85, 0.7] },
  { size: [16, 4.5], at: [0, -7, 7], strength: 0.06, soft: 0.8, tint: [1, 0.85, 0.7] },
];

export function studio() {
  const scene = new Scene();
  scene.add(room(), ...CARDS.map(card));
  return scene;
}

function room() {
  const geometry = new SphereGeometry(20, 48, 32);
  const { position } = geometry.attributes;
  const colours = [];
  for (let k = 0; k < position.count; k++) {
    const height = position.getY(k) / 20;
    const grey = 0.3 + (height > 0 ? 0.5 : 0.45) * Math.abs(height);
    colours.push(grey, grey, grey * 1.02);
  }
  geometry.setAttribute("color", new Float32BufferAttribute(colours, 3));
  return new Mesh(geometry, new MeshBasicMaterial({ side: BackSide, vertexColors: true }));
}

function card({ size: [width, height], at, strength, tint = [1, 1, 1], soft = 0.3 }) {
  const geometry = new PlaneGeometry(width, height, 24, 24);
  const { position } = geometry.attributes;
  const colours = [];
  for (let k = 0; k < position.count; k++) {
    const cover = fade(position.getX(k) / (width / 2), soft) * fade(position.getY(k) / (height / 2), soft);
    colours.push(...tint.map((value) => value * strength), cover);
  }
  geometry.setAttribute("color", new Float32BufferAttribute(colours, 4));
  const material = new MeshBasicMaterial({ side: DoubleSide, vertexColors: true, transparent: true, depthWrite: false });
  const mesh = new Mesh(geometry, material);
  mesh.position.set(...at);
  mesh.lookAt(0, 0, 0);
  return mesh;
}

function fade(place, soft) {
  const t = Math.min(1, Math.max(0, (1 - Math.abs(place)) / soft));
  return t * t * (3 - 2 * t);
}

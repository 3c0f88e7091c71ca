// Light in a clear cut stone: it is broken where it enters, mirrored from facet to facet, and spread into colours where it
// leaves. Followed in the shader through the planes of the brilliant, in the stone's own frame.

import { Matrix4, Vector4 } from "three";

import { PLANES } from "./shapes/brilliant.js";

const MOST = 2; // stones in a picture
const BOUNCES = 6;
const THROUGH = 0.4; // the way through a stone after which its colour is the record's is 1 / 0.4 radii
const SPREAD = 0.028; // of the index from green to red and blue, for each unit that it is above 1.4: denser stones have more fire

const VERTEX = `varying vec3 inStone; flat varying int whichStone; uniform mat4 toStone[${MOST}];`;

const FRAGMENT = `
varying vec3 inStone; flat varying int whichStone;
uniform mat4 toStone[${MOST}]; uniform vec4 facets[${PLANES.length}];

vec3 seen(mat3 toWorld, vec3 way) { return textureCubeUV(envMap, envMapRotation * normalize(toWorld * way), 0.0).rgb * envMapIntensity; }

vec3 leaving(mat3 toWorld, vec3 way, vec3 normal) {
  vec3 light = vec3(0.0);
  for (int k = 0; k < 3; k++) {
    vec3 out_ = refract(way, normal, ior * (1.0 + float(k - 1) * ${SPREAD} * (ior - 1.4)));
    if (out_ != vec3(0.0)) light[k] = seen(toWorld, out_)[k];
  }
  return light;
}

float mirrored(float cosine) { float f = pow((ior - 1.0) / (ior + 1.0), 2.0); return f + (1.0 - f) * pow(max(1.0 - cosine, 0.0), 5.0); }

vec3 brilliance(vec3 tint) {
  mat4 frame = toStone[whichStone];
  mat3 toWorld = transpose(mat3(frame)); // but for its size
  vec3 at = inStone;
  vec3 way = normalize(at - (frame * vec4(cameraPosition, 1.0)).xyz);
  vec3 face = normalize(mat3(frame) * inverseTransformDirection(normalize(cross(dFdx(vViewPosition), dFdy(vViewPosition))), viewMatrix));
  if (dot(face, way) > 0.0) face = -face;
  float share = 1.0 - mirrored(-dot(face, way));
  way = refract(way, face, 1.0 / ior);
  vec3 light = vec3(0.0);
  float path = 0.0;
  for (int bounce = 0; bounce < ${BOUNCES}; bounce++) {
    float near = 9.0;
    vec3 normal = way;
    for (int k = 0; k < ${PLANES.length}; k++) {
      float towards = dot(facets[k].xyz, way);
      float far = (facets[k].w - dot(facets[k].xyz, at)) / towards;
      if (towards > 1e-4 && far < near) { near = max(far, 0.0); normal = facets[k].xyz; }
    }
    at += way * near;
    path += near;
    vec3 out_ = refract(way, -normal, ior);
    float kept = out_ == vec3(0.0) ? 1.0 : mirrored(dot(out_, normal));
    light += share * (1.0 - kept) * pow(tint, vec3(path * ${THROUGH})) * leaving(toWorld, way, -normal);
    share *= kept;
    way = reflect(way, -normal);
  }
  return light + share * pow(tint, vec3(path * ${THROUGH})) * 0.25;
}
`;

// stones: where each stands, as matrices from a stone of radius 1 to the world.
export function brighten(material, stones) {
  const frames = Array.from({ length: MOST }, (_, k) => (stones[k] ?? stones[0]).clone().invert());
  const facets = PLANES.map(([normal, distance]) => new Vector4(...normal.toArray(), distance));
  material.onBeforeCompile = (shader) => {
    Object.assign(shader.uniforms, { toStone: { value: frames }, facets: { value: facets } });
    shader.vertexShader = `${VERTEX}\n${shader.vertexShader}`.replace("#include <begin_vertex>", "#include <begin_vertex>\nwhichStone = int(uv.x + 0.5); inStone = (toStone[whichStone] * vec4(position, 1.0)).xyz;");
    shader.fragmentShader = shader.fragmentShader
      .replace("void main() {", `${FRAGMENT}\nvoid main() {`)
      .replace("#include <emissivemap_fragment>", "totalEmissiveRadiance += brilliance(clamp(diffuseColor.rgb, 0.001, 0.999)); diffuseColor.rgb = vec3(0.0);");
  };
  material.customProgramCacheKey = () => "brilliant";
}

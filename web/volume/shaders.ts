/** The programs of the WebGL2 painter; points are as in `camera.ts`. */

const HEAD = `#version 300 es
precision highp float;
uniform mat3 rotation;
uniform vec4 view; // scale on the screen, distance of the viewer, radius of the volume
uniform vec3 sides; // width, height, depth
vec4 seen(vec3 point) {
  vec3 at = rotation * point;
  float far = view.z - at.z;
  // Depth from the nearest point of the volume to the farthest, in -1 to 1.
  float near = max(view.z - view.w, 0.01);
  float end = view.z + view.w;
  float depth = (far * (end + near) - 2.0 * end * near) / (end - near);
  return vec4(view.xy * at.xy, depth, far);
}
`;

/** A face of a cube, one instance each. */
export const FACE_VERTEX = `${HEAD}
in vec4 place; // column, row, layer, number of the normal
in vec4 colour;
uniform float brightness[6];
out vec3 lit;
out vec2 across;
void main() {
  int normal = int(place.w);
  int axis = normal / 2;
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) - 0.5;
  float outward = normal % 2 == 0 ? 0.5 : -0.5;
  vec3 offset = axis == 0 ? vec3(outward, corner) : axis == 1 ? vec3(corner.x, outward, corner.y) : vec3(corner, outward);
  vec3 middle = vec3(place.x, -place.y, -place.z) + vec3(-0.5, 0.5, 0.5) * (sides - 1.0);
  lit = brightness[normal] * colour.rgb;
  across = corner;
  gl_Position = seen(middle + offset);
}`;

/** Its edges are darker, as wide as a pixel or so. */
export const FACE_FRAGMENT = `#version 300 es
precision highp float;
in vec3 lit;
in vec2 across;
uniform float edge;
out vec4 shown;
void main() {
  vec2 inward = (0.5 - abs(across)) / max(fwidth(across), 1e-4);
  float inside = smoothstep(0.4, 1.4, min(inward.x, inward.y));
  shown = vec4(mix(edge, 1.0, inside) * lit, 1.0);
}`;

/** An edge of the box around the volume. */
export const BOX_VERTEX = `${HEAD}
uniform vec3 corners[8];
uniform ivec2 ends;
void main() {
  gl_Position = seen(corners[gl_VertexID == 0 ? ends.x : ends.y]);
}`;

export const BOX_FRAGMENT = `#version 300 es
precision highp float;
uniform vec3 colour;
out vec4 shown;
void main() {
  shown = vec4(colour, 1.0);
}`;

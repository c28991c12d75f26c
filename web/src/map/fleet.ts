// All that moves drawn as one layer of points: thousands cost little, even without a GPU.
//
// MapLibre's own symbols are laid out anew with each new position; here a position is a vertex.
import type { CustomLayerInterface, CustomRenderMethodInput, Map as MapLibre } from 'maplibre-gl';
import type { Palette } from './palette';
import { pictureOf, PICTURE_PX } from './symbols';

/** What one thing looks like now. */
export interface Drawn {
  id: string;
  icon: string;
  lon: number;
  lat: number;
  /** Degrees from north, clockwise. */
  turn: number;
  fade: number;
}

const CELL = 64; // px of a picture's cell: a power of two, for smaller copies
const SIDE = 16; // cells a side of the sheet
const FLOATS = 7; // x and y in two parts each, cell, turn, fade

const VERTEX = `#version 300 es
precision highp float;
in vec4 a_place;
in vec3 a_look;
uniform mat4 u_matrix;
uniform vec4 u_centre;
uniform float u_size;
out vec2 v_cell;
out vec2 v_turn;
out float v_fade;
void main() {
  // the centre is taken away part by part: single floats alone would tremble close up
  vec2 off = (a_place.xy - u_centre.xy) + (a_place.zw - u_centre.zw);
  gl_Position = u_matrix * vec4(off, 0.0, 1.0);
  gl_PointSize = u_size;
  v_cell = vec2(mod(a_look.x, ${SIDE}.0), floor(a_look.x / ${SIDE}.0));
  v_turn = vec2(cos(a_look.y), sin(a_look.y));
  v_fade = a_look.z;
}`;

const FRAGMENT = `#version 300 es
precision mediump float;
in vec2 v_cell;
in vec2 v_turn;
in float v_fade;
uniform sampler2D u_sheet;
out vec4 colour;
void main() {
  vec2 at = gl_PointCoord - 0.5;
  at = vec2(at.x * v_turn.x + at.y * v_turn.y, at.y * v_turn.x - at.x * v_turn.y);
  if (max(abs(at.x), abs(at.y)) > 0.48) discard;
  colour = texture(u_sheet, (v_cell + at + 0.5) / ${SIDE}.0) * v_fade;
  if (colour.a < 0.01) discard;
}`;

const mercatorX = (lon: number): number => (lon + 180) / 360;
const mercatorY = (lat: number): number => 0.5 - Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) / (2 * Math.PI);

function shader(gl: WebGL2RenderingContext, kind: number, text: string): WebGLShader {
  const made = gl.createShader(kind);
  if (!made) throw new Error('the graphics context is lost');
  gl.shaderSource(made, text);
  gl.compileShader(made);
  if (!gl.getShaderParameter(made, gl.COMPILE_STATUS)) throw new Error(gl.getShaderInfoLog(made) ?? 'shader');
  return made;
}

function program(gl: WebGL2RenderingContext): WebGLProgram {
  const made = gl.createProgram();
  gl.attachShader(made, shader(gl, gl.VERTEX_SHADER, VERTEX));
  gl.attachShader(made, shader(gl, gl.FRAGMENT_SHADER, FRAGMENT));
  gl.bindAttribLocation(made, 0, 'a_place');
  gl.bindAttribLocation(made, 1, 'a_look');
  gl.linkProgram(made);
  if (!gl.getProgramParameter(made, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(made) ?? 'program');
  return made;
}

const CROWD = 1500; // things of which each hides others at a low zoom: they are drawn smaller, and faster

/** Size of a thing on the screen, in px, by zoom: as small as can be told apart, to the size of a finger tip. */
export function sizeAt(zoom: number, larger: number, count = 0): number {
  const share = Math.min(1, Math.max(0, (zoom - 3) / 9));
  const least = count > CROWD ? Math.min(15, Math.max(11, 11 + 2 * (zoom - 3))) : 15;
  return (least + 13 * share) * larger;
}

export class FleetLayer implements CustomLayerInterface {
  readonly id = 'objects';
  readonly type = 'custom' as const;
  readonly renderingMode = '2d' as const;
  all: readonly Drawn[] = [];
  /** Of a wall, which is looked at from afar. */
  larger = 1;
  private map: MapLibre | null = null;
  private parts: { gl: WebGL2RenderingContext; program: WebGLProgram; array: WebGLVertexArrayObject; buffer: WebGLBuffer; sheet: WebGLTexture } | null = null;
  private data = new Float32Array(FLOATS * 1024);
  private isNew = false;
  private cells = new Map<string, number>();
  private fresh: string[] = [];

  constructor(private palette: Palette) {}

  onAdd(map: MapLibre, gl: WebGLRenderingContext | WebGL2RenderingContext): void {
    const held = gl as WebGL2RenderingContext;
    this.map = map;
    const array = held.createVertexArray();
    const buffer = held.createBuffer();
    held.bindVertexArray(array);
    held.bindBuffer(held.ARRAY_BUFFER, buffer);
    held.enableVertexAttribArray(0);
    held.vertexAttribPointer(0, 4, held.FLOAT, false, FLOATS * 4, 0);
    held.enableVertexAttribArray(1);
    held.vertexAttribPointer(1, 3, held.FLOAT, false, FLOATS * 4, 16);
    held.bindVertexArray(null);
    const sheet = held.createTexture();
    held.bindTexture(held.TEXTURE_2D, sheet);
    held.texStorage2D(held.TEXTURE_2D, 3, held.RGBA8, CELL * SIDE, CELL * SIDE);
    held.texParameteri(held.TEXTURE_2D, held.TEXTURE_MIN_FILTER, held.LINEAR_MIPMAP_NEAREST);
    held.texParameteri(held.TEXTURE_2D, held.TEXTURE_MAG_FILTER, held.LINEAR);
    this.parts = { gl: held, program: program(held), array, buffer, sheet };
    this.fresh = [...this.cells.keys()];
    this.isNew = true;
  }

  onRemove(): void {
    this.parts = null;
  }

  /** Other colours: all pictures are drawn again. */
  repaint(palette: Palette): void {
    this.palette = palette;
    this.cells.clear();
    this.fresh = [];
  }

  private cellOf(icon: string): number {
    const known = this.cells.get(icon);
    if (known !== undefined) return known;
    if (this.cells.size >= SIDE * SIDE) this.cells.clear(); // more looks than fit: begin anew
    const cell = this.cells.size;
    this.cells.set(icon, cell);
    this.fresh.push(icon);
    return cell;
  }

  /** Show these, later ones above earlier ones. */
  show(all: readonly Drawn[]): void {
    this.all = all;
    if (this.data.length < all.length * FLOATS) this.data = new Float32Array(Math.ceil(all.length * 1.5) * FLOATS);
    const { data } = this;
    let at = 0;
    for (const one of all) {
      const x = mercatorX(one.lon);
      const y = mercatorY(one.lat);
      data[at] = x;
      data[at + 1] = y;
      data[at + 2] = x - (data[at] as number);
      data[at + 3] = y - (data[at + 1] as number);
      data[at + 4] = this.cellOf(one.icon);
      data[at + 5] = (one.turn * Math.PI) / 180;
      data[at + 6] = one.fade;
      at += FLOATS;
    }
    this.isNew = true;
    this.map?.triggerRepaint();
  }

  private renew(gl: WebGL2RenderingContext): void {
    if (this.fresh.length) {
      gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, true);
      gl.pixelStorei(gl.UNPACK_FLIP_Y_WEBGL, false);
      const edge = (CELL - PICTURE_PX) / 2;
      for (const icon of this.fresh) {
        const cell = this.cells.get(icon);
        const picture = pictureOf(icon, this.palette);
        if (cell === undefined || !picture) continue;
        const x = (cell % SIDE) * CELL + edge;
        const y = Math.floor(cell / SIDE) * CELL + edge;
        gl.texSubImage2D(gl.TEXTURE_2D, 0, x, y, gl.RGBA, gl.UNSIGNED_BYTE, picture);
      }
      gl.generateMipmap(gl.TEXTURE_2D);
      this.fresh = [];
    }
    if (this.isNew) {
      gl.bufferData(gl.ARRAY_BUFFER, this.data.subarray(0, this.all.length * FLOATS), gl.DYNAMIC_DRAW);
      this.isNew = false;
    }
  }

  render(_: WebGLRenderingContext | WebGL2RenderingContext, { defaultProjectionData }: CustomRenderMethodInput): void {
    const { parts, map } = this;
    if (!parts || !map || !this.all.length) return;
    const { gl } = parts;
    gl.useProgram(parts.program);
    gl.bindVertexArray(parts.array);
    gl.bindBuffer(gl.ARRAY_BUFFER, parts.buffer);
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, parts.sheet);
    this.renew(gl);
    const place = (name: string): WebGLUniformLocation | null => gl.getUniformLocation(parts.program, name);
    gl.uniform1i(place('u_sheet'), 0);
    gl.uniform1f(place('u_size'), sizeAt(map.getZoom(), this.larger, this.all.length) * (CELL / PICTURE_PX) * map.getPixelRatio());
    gl.disable(gl.DEPTH_TEST);
    gl.disable(gl.STENCIL_TEST);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    const box = map.getBounds();
    const first = Math.floor((box.getWest() + 180) / 360);
    const last = Math.floor((box.getEast() + 180) / 360);
    for (let turn = first; turn <= last; turn += 1) this.drawWorld(gl, place, defaultProjectionData.mainMatrix, turn);
    gl.bindVertexArray(null);
  }

  /** One copy of the world: they lie side by side. */
  private drawWorld(
    gl: WebGL2RenderingContext,
    place: (name: string) => WebGLUniformLocation | null,
    matrix: ArrayLike<number>,
    turn: number,
  ): void {
    const centre = this.map!.getCenter();
    const x = mercatorX(centre.lng) - turn;
    const y = mercatorY(centre.lat);
    const moved = Float64Array.from(matrix);
    for (let row = 0; row < 4; row += 1) {
      moved[12 + row] = (matrix[row] as number) * (x + turn) + (matrix[4 + row] as number) * y + (matrix[12 + row] as number);
    }
    const [highX, highY] = [Math.fround(x), Math.fround(y)];
    gl.uniformMatrix4fv(place('u_matrix'), false, Float32Array.from(moved));
    gl.uniform4f(place('u_centre'), highX, highY, x - highX, y - highY);
    gl.drawArrays(gl.POINTS, 0, this.all.length);
  }

  /** What is drawn within so many px of a point of the map, the nearest first. */
  near(x: number, y: number, reach: number): Drawn[] {
    return this.onScreen(reach)
      .map((one) => ({ one: one.one, off: Math.hypot(one.x - x, one.y - y) }))
      .filter(({ off }) => off <= reach)
      .sort((a, b) => a.off - b.off)
      .map(({ one }) => one);
  }

  /** What lies on the screen, and where. */
  onScreen(margin = 0): { one: Drawn; x: number; y: number }[] {
    const { map } = this;
    if (!map || map.getLayoutProperty('objects', 'visibility') === 'none') return [];
    const { clientWidth, clientHeight } = map.getContainer();
    const scale = 512 * 2 ** map.getZoom();
    const centre = map.getCenter();
    const [cx, cy] = [mercatorX(centre.lng), mercatorY(centre.lat)];
    const found = [];
    for (const one of this.all) {
      let off = mercatorX(one.lon) - cx;
      off -= Math.round(off);
      const x = clientWidth / 2 + off * scale;
      const y = clientHeight / 2 + (mercatorY(one.lat) - cy) * scale;
      if (x < -margin || y < -margin || x > clientWidth + margin || y > clientHeight + margin) continue;
      found.push({ one, x, y });
    }
    return found;
  }
}

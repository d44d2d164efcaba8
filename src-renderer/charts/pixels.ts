/** A rectangle of pixels to be written one by one: where there are thousands of slivers, a canvas takes many times as long to fill them. */
export interface Pixels {
  width: number
  height: number
  /** [y · width + x], as an ImageData holds them: opacity in the highest byte, then blue, green, red. */
  values: Uint32Array<ArrayBuffer>
}

/** Red, green and blue of "#rrggbb" in the order of a pixel. */
export function inkOf(colour: string): number {
  const rgb = Number.parseInt(colour.slice(1), 16)
  return ((rgb & 0xff) << 16) | (rgb & 0xff00) | (rgb >> 16)
}

/** Paints one column from top to bottom, in parts of a pixel at both ends. ink — from `inkOf`; alpha — 0…1. */
export function fillColumn(
  { width, height, values }: Pixels,
  x: number,
  top: number,
  bottom: number,
  ink: number,
  alpha: number,
) {
  if (x >= 0 && x < width) fill(values, x, width, Math.max(0, top), Math.min(height, bottom), ink, alpha)
}

/** The same from left to right, in one row. */
export function fillRow(
  { width, height, values }: Pixels,
  y: number,
  left: number,
  right: number,
  ink: number,
  alpha: number,
) {
  if (y >= 0 && y < height) fill(values, y * width, 1, Math.max(0, left), Math.min(width, right), ink, alpha)
}

/** start — index of the pixel that `from` and `to` count from; step — to the next one. */
function fill(values: Uint32Array, start: number, step: number, from: number, to: number, ink: number, alpha: number) {
  if (!(from < to)) return
  const [first, last] = [Math.floor(from), Math.ceil(to) - 1]
  for (let i = first; i <= last; i++) {
    const at = start + i * step
    const share = i > first && i < last ? 1 : Math.min(i + 1, to) - Math.max(i, from)
    values[at] = over(values[at], ink, alpha * share)
  }
}

/** A pixel with ink over it. */
function over(below: number, ink: number, alpha: number): number {
  const opacity = Math.round(alpha * 255)
  if (opacity === 255 || below === 0) return ((opacity << 24) | ink) >>> 0
  const rest = ((below >>> 24) / 255) * (1 - alpha)
  const both = alpha + rest
  const mixed = (shift: number) =>
    Math.round((((ink >> shift) & 0xff) * alpha + ((below >> shift) & 0xff) * rest) / both) << shift
  return ((Math.round(both * 255) << 24) | mixed(16) | mixed(8) | mixed(0)) >>> 0
}

/** Lent to one painting after the other: a frame paints many canvases, and memory for each would have to be cleared away again. */
let lent = new Uint32Array(0)

/** Pixels that are all clear, until the next ones are asked for. */
export function clearPixels(width: number, height: number): Pixels {
  const count = width * height
  if (lent.length < count) lent = new Uint32Array(count)
  const values = lent.subarray(0, count)
  values.fill(0)
  return { width, height, values }
}

/** Rows of pixels as pixels of their own. */
export function partOf({ width, values }: Pixels, top: number, height: number): Pixels {
  return { width, height, values: values.subarray(top * width, (top + height) * width) }
}

/** Puts pixels in the place of what a canvas shows, which may be larger. */
export function putPixels(canvas: HTMLCanvasElement, { width, height, values }: Pixels) {
  if (canvas.width < width) canvas.width = width
  if (canvas.height < height) canvas.height = height
  const image = new ImageData(new Uint8ClampedArray(values.buffer, values.byteOffset, values.byteLength), width, height)
  canvas.getContext('2d', { willReadFrequently: true })!.putImageData(image, 0, 0)
}

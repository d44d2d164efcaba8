import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { initWasm, Resvg } from '@resvg/resvg-wasm'
import { root } from '../steps/fresh.ts'

export const icons = join(root, 'resources')

/**
 * Every picture of the app's icon, by file name, drawn from resources/icon.svg. The renderer is WebAssembly: the bytes are
 * the same on every system, so a test can compare them with what lies in resources/.
 */
export async function drawIcons(): Promise<Record<string, Buffer>> {
  await initWasm(readFileSync(createRequire(import.meta.url).resolve('@resvg/resvg-wasm/index_bg.wasm')))
  const svg = readFileSync(join(icons, 'icon.svg'), 'utf8')
  const png = (size: number) => Buffer.from(new Resvg(svg, { fitTo: { mode: 'width', value: size } }).render().asPng())
  return {
    'icon.png': png(512),
    'icon.ico': ico([16, 24, 32, 48, 64, 128, 256].map((size) => ({ size, png: png(size) }))),
    'icon.icns': icns([
      ['icp4', png(16)],
      ['icp5', png(32)],
      ['icp6', png(64)],
      ['ic07', png(128)],
      ['ic08', png(256)],
      ['ic09', png(512)],
      ['ic10', png(1024)],
    ]),
  }
}

/** Windows' icon file: a header of 6 bytes, an entry of 16 bytes for each picture, then the pictures as PNG. A side of 256 is written as 0. */
function ico(pictures: { size: number; png: Buffer }[]): Buffer {
  const head = Buffer.alloc(6 + 16 * pictures.length)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(pictures.length, 4)
  let at = head.length
  pictures.forEach(({ size, png }, i) => {
    const entry = 6 + 16 * i
    head.writeUInt8(size % 256, entry)
    head.writeUInt8(size % 256, entry + 1)
    head.writeUInt16LE(1, entry + 4)
    head.writeUInt16LE(32, entry + 6)
    head.writeUInt32LE(png.length, entry + 8)
    head.writeUInt32LE(at, entry + 12)
    at += png.length
  })
  return Buffer.concat([head, ...pictures.map(({ png }) => png)])
}

/** macOS' icon file: "icns" and the whole length, then type, length and PNG of each picture. */
function icns(pictures: [type: string, png: Buffer][]): Buffer {
  const block = (type: string, content: Buffer) => {
    const head = Buffer.alloc(8)
    head.write(type, 'latin1')
    head.writeUInt32BE(8 + content.length, 4)
    return Buffer.concat([head, content])
  }
  return block('icns', Buffer.concat(pictures.map(([type, png]) => block(type, png))))
}

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'

export interface Rectangle {
  x: number
  y: number
  width: number
  height: number
}

const windowState = z.object({
  x: z.number(),
  y: z.number(),
  width: z.number(),
  height: z.number(),
  maximized: z.boolean(),
})
export type WindowState = z.infer<typeof windowState>

const least = { width: 800, height: 560 }
const usual = { width: 1440, height: 900 }
/** So much of the title bar must be on a screen that the window can be grabbed. */
const grip = 80

/** A desk, a projector and a laptop alone: more arrangements of screens are hardly met. */
const mostKept = 10
const kept = z.record(z.string(), windowState)

/** The screens there are, as a name: each arrangement has a place of its own for the window. */
const arrangement = (screens: readonly Rectangle[]) =>
  screens
    .map(({ x, y, width, height }) => `${width}x${height}+${x}+${y}`)
    .sort()
    .join(' ')

/** Where the window was on these screens, else where it was last; null where that is not known or not understood. */
export function readWindowState(file: string, screens: readonly Rectangle[]): WindowState | null {
  const all = read(file)
  return all[arrangement(screens)] ?? Object.values(all).at(-1) ?? null
}

export function writeWindowState(file: string, screens: readonly Rectangle[], state: WindowState): void {
  try {
    const others = Object.entries(read(file)).filter(([name]) => name !== arrangement(screens))
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(
      file,
      JSON.stringify(Object.fromEntries([...others.slice(1 - mostKept), [arrangement(screens), state]])),
    )
  } catch {
    // A window that opens where it used to is a comfort; a settings folder that cannot be written is no reason to complain.
  }
}

function read(file: string): z.infer<typeof kept> {
  try {
    return kept.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return {}
  }
}

/** Where to open: as last time if that is still on a screen, else centred with the usual size. */
export function placeWindow(
  last: WindowState | null,
  screens: Rectangle[],
): Partial<Rectangle> & { width: number; height: number } {
  if (!last) return usual
  const size = { width: Math.max(least.width, last.width), height: Math.max(least.height, last.height) }
  const reachable = screens.some(
    (screen) =>
      last.x + last.width > screen.x + grip &&
      last.x < screen.x + screen.width - grip &&
      last.y >= screen.y &&
      last.y < screen.y + screen.height - grip,
  )
  return reachable ? { x: last.x, y: last.y, ...size } : size
}

import type { Lane } from '../../src-main/shared/project.ts'
import { type Band, type BandIndex, indexed } from './bands.ts'
import { channelColours } from './channel-colours.ts'
import { type Look, patterns } from './paint-bands.ts'

/** What more than one state to a pixel looks like has a pattern that no state has. */
const [mixedPattern, ownPatterns] = ['cross' as const, patterns.filter((pattern) => pattern !== 'cross')]
/** Seven colours: the last one of all is as grey as what is mixed. */
const coloursOf = (dark: boolean) => channelColours(dark).slice(0, 7)

/** How states are painted, and behind them, at [names.length], what holds several of them. names — [state]; grey — of what is mixed. */
export function stateLooks(names: readonly string[], dark: boolean, grey: string): Look[] {
  const colours = coloursOf(dark)
  const looks = names.map((text, i): Look => {
    // Where the colours begin again, each comes with another pattern.
    const pattern = ownPatterns[i % ownPatterns.length]
    return { colour: colours[i % colours.length], pattern, fill: 0.36, text }
  })
  return [...looks, { colour: grey, pattern: mixedPattern, fill: 0.5, text: '' }]
}

/** How states are drawn as points: by colour and by shape. names — [state]. */
export function stateDots(names: readonly string[], dark: boolean): { name: string; colour: string; symbol: string }[] {
  const colours = coloursOf(dark)
  return names.map((name, i) => ({ name, colour: colours[i % colours.length], symbol: shapes[i % shapes.length] }))
}
const shapes = ['circle', 'rect', 'triangle', 'diamond']

interface Stretch {
  start: number
  end: number
  look: number
}

/**
 * The stretches of equal state of a lane. A state lasts until the next sample, before a missing one and at the end for a step.
 * What is shorter than a pixel beside others is one stretch with them, of the look `mixed`, and so is a pixel of samples that are not
 * all there and not all equal. pixel, stepMs — ms.
 */
export function stateBands(lane: Lane, mixed: number, pixel: number, stepMs: number): BandIndex {
  const stretches = merged(stretchesOf(lane, mixed, pixel, stepMs), mixed, pixel)
  // Under ids that no label has: what is selected is a label's id.
  return indexed(stretches.map((stretch, i): Band => ({ ...stretch, id: -1 - i })))
}

function stretchesOf(lane: Lane, mixed: number, pixel: number, stepMs: number): Stretch[] {
  const { times, values } = lane
  const hidden = hiddenIn(lane)
  const out: Stretch[] = []
  for (let i = 0; i < times.length; i++) {
    if (Number.isNaN(values[i])) continue
    const [start, next] = [times[i], times[i + 1] ?? Infinity]
    const end = i + 1 < times.length && !Number.isNaN(values[i + 1]) ? next : Math.min(next, start + stepMs)
    const isMixed = hidden[i] === 2 || (hidden[i] === 1 && end - start < 2 * pixel)
    const look = isMixed ? mixed : values[i]
    const before = out.at(-1)
    if (before?.look === look && before.end === start) before.end = end
    else out.push({ start, end, look })
  }
  return out
}

/**
 * [sample] — whether other states may lie between a sample and the next one: 2 within a pixel of several states; 1 before and behind
 * what is known of such a pixel, whose very first and last samples may be missing. A pixel's samples lie within two pixels.
 */
function hiddenIn({ values, heads }: Lane): Uint8Array {
  const hidden = new Uint8Array(values.length)
  heads?.forEach((from, h) => {
    let last = (heads[h + 1] ?? values.length) - 1
    while (last >= from && Number.isNaN(values[last])) last--
    const known = values.subarray(from, last + 1).filter((value) => !Number.isNaN(value))
    if (known.every((value) => value === known[0])) return
    hidden.fill(1, Math.max(0, from - 1), from)
    hidden.fill(2, from, last)
    hidden[last] = 1
  })
  return hidden
}

function merged(list: readonly Stretch[], mixed: number, pixel: number): Stretch[] {
  const out: Stretch[] = []
  const touches = (i: number) => i > 0 && i < list.length && list[i].start === list[i - 1].end
  const isSmall = ({ start, end, look }: Stretch) => look === mixed || end - start < pixel
  for (let i = 0, from = -Infinity; i < list.length;) {
    const first = i++
    const start = Math.max(from, list[first].start)
    if (!isSmall(list[first]) || (!touches(first) && !touches(i))) {
      out.push({ ...list[first], start })
      continue
    }
    while (touches(i) && isSmall(list[i])) i++
    const { end } = list[i - 1]
    // As wide as can be seen; what follows is wider, and begins later.
    from = touches(i) ? Math.max(end, start + pixel) : end
    out.push({ start, end: from, look: mixed })
  }
  return out
}

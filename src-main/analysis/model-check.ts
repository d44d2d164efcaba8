import { StudioError } from '../shared/errors.ts'
import type { Scaler } from './preprocessing/scaling.ts'

/** Beyond this a value of a model is no measurement and no weight; squares of it still are finite numbers. */
const largest = 1e150

/**
 * Checks the parts of a model that came from a file, whatever its detector: every number of an array is finite and not absurd, a
 * matrix holds as many values as it has places, a scaling has one centre and one positive spread per channel (and per
 * feature of the calendar, where a detector adds them).
 * Throws corrupt, naming the part.
 */
export function checkModelData(data: unknown, channels: number): void {
  if (channels < 1) throw damagedModel('channels')
  if (data === null || typeof data !== 'object') {
    if (typeof data === 'number' && !Number.isFinite(data)) throw damagedModel('data')
    return
  }
  // An explanation scores with the same model hundreds of times.
  if (checkedBefore.has(data)) return
  for (const [part, value] of Object.entries(data)) {
    if (!sound(value, 0)) throw damagedModel(part)
    if (part === 'scaler' && !fitsChannels(value, channels)) throw damagedModel(part)
  }
  checkedBefore.add(data)
}

const checkedBefore = new WeakSet<object>()

/** The part was given away by what was read last; null where nobody knows. */
export const damagedModel = (part: string | null, detail?: string) =>
  new StudioError(
    'corrupt',
    `This saved model is damaged${part === null ? '' : `: its part "${part.slice(0, 60)}" is not what its detector made`}. Train it again.`,
    detail,
  )

const deepest = 50

function sound(value: unknown, depth: number): boolean {
  if (ArrayBuffer.isView(value)) return allSound(value as Float64Array)
  if (value === null || typeof value !== 'object') return true
  if (depth > deepest) return false
  const { rows, cols, data } = value as { rows?: unknown; cols?: unknown; data?: unknown }
  if (typeof rows === 'number' && typeof cols === 'number')
    if (!(data instanceof Float64Array) || rows < 0 || cols < 0 || data.length !== rows * cols) return false
  return Object.values(value).every((inner) => sound(inner, depth + 1))
}

function allSound(values: Float64Array): boolean {
  for (const value of values) if (!(Math.abs(value) <= largest)) return false
  return true
}

function fitsChannels(value: unknown, channels: number): boolean {
  const { centre, spread } = (value ?? {}) as Partial<Scaler>
  return (
    centre instanceof Float64Array &&
    spread instanceof Float64Array &&
    centre.length === spread.length &&
    centre.length >= channels &&
    spread.every((s) => s > 0)
  )
}

/**
 * Uses a model, and turns what goes wrong inside its detector into a sentence that names the part which was looked at last: a
 * detector trusts the model it made, so that anything but its own sentences says that this is not one.
 */
export async function usingModel<R>(data: unknown, use: (data: unknown) => Promise<R>): Promise<R> {
  let part: string | null = null
  const watched =
    data !== null && typeof data === 'object' && !ArrayBuffer.isView(data) && !Array.isArray(data) ? {} : data
  // Accessors and no Proxy: detectors read their model in loops, and a Proxy's trap costs more than what is computed there.
  if (watched !== data)
    for (const [name, value] of Object.entries(data as object))
      Object.defineProperty(watched, name, {
        enumerable: true,
        get() {
          part = name
          return value as unknown
        },
      })
  try {
    return await use(watched)
  } catch (error) {
    if (error instanceof StudioError) throw error
    if (error instanceof RangeError && /allocation failed/i.test(error.message)) throw error
    throw damagedModel(part, error instanceof Error ? error.stack : String(error))
  }
}

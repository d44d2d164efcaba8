import type { TrainedModel } from '../../src-main/analysis/train-and-score.ts'

type Path = (string | number)[]

/** Ways in which one field of a model can be something else, each with a name. */
const damages: [name: string, damage: (value: unknown) => unknown][] = [
  ['missing', () => undefined],
  ['null', () => null],
  ['text', () => 'text'],
  ['number', () => -1],
  ['NaN', (value) => filled(value, NaN)],
  ['infinite', (value) => filled(value, Infinity)],
  ['huge', (value) => filled(value, 1e300)],
  ['billions', (value) => filled(value, 3e9)],
  ['negative', (value) => filled(value, -3)],
  ['zero', (value) => filled(value, 0)],
  ['cut off', (value) => (isList(value) ? value.slice(0, value.length >> 1) : value)],
  ['empty', (value) => (isList(value) ? value.slice(0, 0) : {})],
  ['other type', (value) => (ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : [value])],
]

const isList = (value: unknown): value is Float64Array =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value)

function filled(value: unknown, by: number): unknown {
  if (ArrayBuffer.isView(value)) return (value as Float64Array).slice().fill(by)
  return typeof value === 'number' ? by : value
}

function paths(value: unknown, path: Path = []): Path[] {
  if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value)) return [path]
  // Of a long list the first and the last stand for the rest.
  const keys = Array.isArray(value) ? [...new Set([0, value.length - 1])].filter((i) => i >= 0) : Object.keys(value)
  return [...(path.length > 0 ? [path] : []), ...keys.flatMap((key) => paths((value as never)[key], [...path, key]))]
}

function changed(value: unknown, [key, ...rest]: Path, damage: (value: unknown) => unknown): unknown {
  if (key === undefined) return damage(value)
  const copy = Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }
  const made = changed((value as never)[key], rest, damage)
  if (made === undefined && !Array.isArray(copy)) delete (copy as Record<string, unknown>)[key]
  else (copy as Record<string, unknown>)[key] = made
  return copy
}

export interface DamagedModel {
  /** "data.scaler.centre: cut off" */
  name: string
  model: TrainedModel
}

/** Every field of a model damaged in every way, one at a time. */
export function* damagedModels(model: TrainedModel): Generator<DamagedModel> {
  for (const path of paths(model).filter(([first]) => !['seconds', 'rowsUsed', 'history'].includes(String(first))))
    for (const [name, damage] of damages)
      yield { name: `${path.join('.')}: ${name}`, model: changed(model, path, damage) as TrainedModel }
}

import { badInput } from '../shared/errors.ts'
import type { ParamValues } from '../shared/models/params.ts'
import type { Series } from '../shared/data/series.ts'
import { detectorById } from './detectors/index.ts'
import { networkSpecs, type NetworkModel } from './federated/networks.ts'
import { firstWeights, type StoredWeights } from './layers/weights.ts'
import { fitScaler, type Scaling } from './preprocessing/scaling.ts'
import { prepareTraining, type TrainedModel, type TrainOptions } from './train-and-score.ts'

/**
 * A former model for other channels. from — for each new channel the one of the model that it is, by name, or null for one that the
 * model does not know.
 */
export interface CarriedOver {
  model: TrainedModel
  from: { channel: string; was: string | null }[]
}

/** What of a detector's settings may differ from the former model's: how it learns, not what it is. */
const ofTraining: readonly string[] = ['epochs', 'batch', 'learningRate', 'patience', 'stride', 'dropout']

/** Of a detector's settings those that may differ from the former model's. */
export const trainingSettings = (params: ParamValues): ParamValues =>
  Object.fromEntries(Object.entries(params).filter(([key]) => ofTraining.includes(key)))

/**
 * The weights of a trained network as the first ones of another: channels that the model knows, by name or by `names` (new name → name
 * in the model, '' = none of them), bring their weights; others get fresh ones from the seed. The scaling is that of the new training data.
 * Throws bad-input for a detector without weights to carry over, a setting that would make it another network, or where no channel is known.
 */
export function carriedOver(
  former: TrainedModel,
  series: Series,
  names: Readonly<Record<string, string>>,
  options: TrainOptions,
  seed: number,
): CarriedOver {
  // Says so where it has none.
  networkSpecs(former.detector, former.channels.length, former.params)
  const stray = Object.keys(options.params ?? {}).find((key) => !ofTraining.includes(key))
  if (stray !== undefined)
    throw badInput(
      `"${stray}" is that of the model that is started from. These may be set: ${ofTraining.filter((key) => key in detectorById(former.detector).params).join(', ')}.`,
    )
  const from = series.channels.map(({ name }) => {
    const was = names[name] ?? name
    return { channel: name, was: former.channels.includes(was) ? was : null }
  })
  for (const [name, was] of Object.entries(names)) {
    if (!series.channels.some((channel) => channel.name === name)) throw badInput(`The data have no channel "${name}".`)
    if (was !== '' && !former.channels.includes(was))
      throw badInput(`The model has no channel "${was}". It has: ${former.channels.join(', ')}.`)
  }
  if (from.every(({ was }) => was === null))
    throw badInput(
      `No channel of the data is one of the model (${former.channels.join(', ')}): say which is which, such as --map "Flow 2=Flow".`,
    )
  const params = { ...former.params, ...options.params } as ParamValues
  const { params: complete, train } = prepareTraining(detectorById(former.detector), series, { ...options, params })
  const data: NetworkModel = {
    scaler: fitScaler(train, complete.scaling as Scaling),
    weights: weightsFor(
      former,
      from.map(({ was }) => (was === null ? -1 : former.channels.indexOf(was))),
      seed,
    ),
    note: null,
  }
  return { model: { ...former, params: complete, channels: series.channels.map(({ name }) => name), data }, from }
}

/** places — for each new channel its place in the model; −1 = fresh. */
function weightsFor(former: TrainedModel, places: number[], seed: number): StoredWeights {
  const { weights } = former.data as NetworkModel
  const [before, after] = [former.channels.length, places.length]
  const specsOf = (channels: number) => networkSpecs(former.detector, channels, former.params)
  const fresh = firstWeights(specsOf(after), seed)
  const wider = specsOf(after + 1)
  return Object.fromEntries(
    specsOf(after).map(({ name, shape }, s) => {
      // The axis along which the channels lie grows with them, by so many places each; what does not belong to a channel comes after.
      const axis = shape.findIndex((size, i) => size !== wider[s].shape[i])
      if (axis < 0) return [name, weights[name].slice()]
      const each = wider[s].shape[axis] - shape[axis]
      const old = shape[axis] + each * (before - after)
      const from = Array.from({ length: shape[axis] }, (_, i) => {
        if (i >= each * after) return i + each * (before - after)
        const place = places[i % after]
        return place < 0 ? -1 : Math.floor(i / after) * before + place
      })
      return [name, along(fresh[name], weights[name], shape, axis, old, from)]
    }),
  )
}

/** A copy of `fresh` with the slices along an axis replaced by those of `old` that `from` names; −1 stays. */
function along(
  fresh: Float32Array,
  old: Float32Array,
  shape: readonly number[],
  axis: number,
  oldSize: number,
  from: number[],
): Float32Array {
  const out = fresh.slice()
  const inner = shape.slice(axis + 1).reduce((a, b) => a * b, 1)
  const outer = shape.slice(0, axis).reduce((a, b) => a * b, 1)
  for (let o = 0; o < outer; o++)
    from.forEach((was, i) => {
      if (was < 0) return
      const at = (o * oldSize + was) * inner
      out.set(old.subarray(at, at + inner), (o * shape[axis] + i) * inner)
    })
  return out
}

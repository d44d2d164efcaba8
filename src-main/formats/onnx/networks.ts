import { attentionForecast, attentionForecasterSpecs } from '../../analysis/detectors/attention-forecaster.ts'
import { axonParts, axonSpecs, type AxonModel, type Usual } from '../../analysis/detectors/axon-ad.ts'
import { convAutoencoder, convAutoencoderSpecs } from '../../analysis/detectors/conv-autoencoder.ts'
import {
  featureScorerSpecs,
  windowScoresOf,
  type FeatureScorerModel,
  type FeatureScorerSettings,
} from '../../analysis/detectors/parts/feature-scorer.ts'
import { splitForecast, type ErrorKind, type OverHorizon } from '../../analysis/detectors/networks/forecast.ts'
import {
  lstmAutoencoder,
  lstmAutoencoderSpecs,
  type LstmAutoencoderShape,
} from '../../analysis/detectors/lstm-autoencoder.ts'
import { lstmForecast, lstmForecasterSpecs } from '../../analysis/detectors/lstm-forecaster.ts'
import type { Pass } from '../../analysis/detectors/networks/network.ts'
import {
  spectrogramAutoencoder,
  spectrogramAutoencoderSpecs,
  type SpectrogramAutoencoderModel,
} from '../../analysis/detectors/spectrogram-autoencoder.ts'
import { spectrogramShape } from '../../analysis/detectors/networks/spectrogram.ts'
import {
  spatioTemporalHeads,
  spatioTemporalSpecs,
  type SpatioTemporalModel,
} from '../../analysis/detectors/spatio-temporal-forecaster.ts'
import {
  inputCount,
  type Classifier,
  type SupervisedModel,
  type SupervisedParams,
} from '../../analysis/detectors/networks/supervised.ts'
import type { StoredWeights, WeightSpec } from '../../analysis/layers/weights.ts'
import type { Value } from '../../analysis/layers/tape.ts'
import type { Scaler } from '../../analysis/preprocessing/scaling.ts'
import type { PointStep } from '../../analysis/preprocessing/windows.ts'
import { calendarIn } from './calendar.ts'
import type { OnnxGraph, Sym } from './graph.ts'
import { asSym, asTensor } from './kernels.ts'
import { double, passOf } from './network-pass.ts'
import { spectrogramsIn } from './spectrograms.ts'
import { scaledWindow, sharesIn, square, type Learnt, type WindowGraph } from './window-graph.ts'

/** What every network has learnt. */
interface Trained {
  scaler: Scaler
  weights: StoredWeights
}

const value = (pass: Pass, sym: Sym): Value => pass.tape.constant(asTensor(sym))
const mean = (g: OnnxGraph, perChannel: Sym) => g.reduce('ReduceMean', perChannel, [1])

function reconstructionGraph(
  { data }: Learnt<Trained>,
  { width, step, error, specs }: { width: number; step: PointStep; error: ErrorKind; specs: WeightSpec[] },
  reconstruct: (pass: Pass, x: Value) => Value,
): WindowGraph {
  return {
    width,
    step,
    build(g, { window }) {
      const x = g.cast(scaledWindow(g, window, data.scaler), 'float')
      const pass = passOf(g, specs, data.weights)
      const missed = g.both('Sub', double(g, reconstruct(pass, value(pass, x)).data), g.cast(x, 'double'))
      const errors = g.reduce('ReduceMean', error === 'mae' ? g.each('Abs', missed) : square(g, missed), [1])
      return { score: mean(g, errors), contributions: sharesIn(g, errors) }
    },
  }
}

export const convAutoencoderGraph = (of: Learnt<Trained, { window: number; points: PointStep }>): WindowGraph =>
  reconstructionGraph(
    of,
    { width: of.params.window, step: of.params.points, error: 'mae', specs: convAutoencoderSpecs(of.channels) },
    (pass, x) => convAutoencoder(pass, x, 0),
  )

export const lstmAutoencoderGraph = (
  of: Learnt<Trained, LstmAutoencoderShape & { window: number; points: PointStep }>,
): WindowGraph =>
  reconstructionGraph(
    of,
    {
      width: of.params.window,
      step: of.params.points,
      error: 'mse',
      specs: lstmAutoencoderSpecs(of.channels, of.params),
    },
    (pass, x) => lstmAutoencoder(pass, x, of.params),
  )

interface ForecastShape {
  window: number
  horizon: number
  error: ErrorKind
  overHorizon: OverHorizon
  specs: WeightSpec[]
}

function forecastGraph(
  { data, channels }: Learnt<Trained>,
  { window: width, horizon, error, overHorizon, specs }: ForecastShape,
  predict: (pass: Pass, x: Value) => Value,
): WindowGraph {
  return {
    width: width + horizon,
    step: 'last',
    build(g, { window }) {
      const x = g.cast(scaledWindow(g, window, data.scaler), 'float')
      const pass = passOf(g, specs, data.weights)
      const { x: seen, target } = splitForecast(pass, asTensor(x), width)
      // The difference is taken in single precision, as the app takes it.
      const missed = double(g, pass.tape.k.sub(predict(pass, seen).data, target))
      const each = g.reshape(error === 'mae' ? g.each('Abs', missed) : square(g, missed), [-1, horizon, channels])
      const score = g.reduce(overHorizon === 'max' ? 'ReduceMax' : 'ReduceMean', g.reduce('ReduceMean', each, [2]), [1])
      return { score, contributions: sharesIn(g, g.reduce('ReduceSum', each, [1])) }
    },
  }
}

export const lstmForecasterGraph = (
  of: Learnt<Trained, Omit<ForecastShape, 'specs'> & { units: number; secondUnits: number }>,
): WindowGraph => {
  const { horizon, units, secondUnits } = of.params
  return forecastGraph(
    of,
    { ...of.params, specs: lstmForecasterSpecs(of.channels, horizon, units, secondUnits) },
    lstmForecast,
  )
}

export const attentionForecasterGraph = (
  of: Learnt<Trained, { window: number; units: number; error: ErrorKind }>,
): WindowGraph =>
  forecastGraph(
    of,
    {
      window: of.params.window,
      horizon: 1,
      error: of.params.error,
      overHorizon: 'mean',
      specs: attentionForecasterSpecs(of.channels, of.params.units),
    },
    attentionForecast,
  )

export const spatioTemporalGraph = ({
  data,
  params,
  channels,
}: Learnt<SpatioTemporalModel, { window: number; units: number; alpha: number }>): WindowGraph => ({
  width: params.window + 1,
  step: 'last',
  build(g, { window }) {
    const x = g.cast(scaledWindow(g, window, data.scaler), 'float')
    const pass = passOf(g, spatioTemporalSpecs(channels, params.units), data.weights)
    const { x: seen, target } = splitForecast(pass, asTensor(x), params.window)
    const { values, distances } = spatioTemporalHeads(pass, seen)
    const errors = square(g, g.both('Sub', double(g, values.data), double(g, target)))
    const standardised = (error: Sym, { mean: usual, deviation }: { mean: number; deviation: number }) =>
      g.both('Div', g.both('Sub', error, g.scalar(usual)), g.scalar(deviation))
    const alpha = distances ? params.alpha : 1
    const temporal = g.both('Mul', standardised(mean(g, errors), data.temporal), g.scalar(alpha))
    if (!distances) return { score: temporal, contributions: sharesIn(g, errors) }
    const pairs = Array.from({ length: channels }, (_, i) =>
      Array.from({ length: channels - 1 - i }, (_, j) => [i, i + 1 + j]),
    ).flat()
    const taken = (side: 0 | 1) =>
      g.gather(
        asSym(target),
        g.constant(
          pairs.map((pair) => pair[side]),
          [pairs.length],
          'int64',
        ),
        1,
      )
    const real = g.each('Abs', g.both('Sub', taken(0), taken(1)))
    const apart = square(g, g.both('Sub', double(g, distances.data), g.cast(real, 'double')))
    const spatial = g.both('Mul', standardised(mean(g, apart), data.spatial), g.scalar(1 - alpha))
    return { score: g.both('Add', temporal, spatial), contributions: sharesIn(g, errors) }
  },
})

export const axonGraph = ({
  data,
  params,
  channels,
}: Learnt<AxonModel, { window: number; units: number; points: PointStep }>): WindowGraph => ({
  width: params.window,
  step: params.points,
  build(g, { window }) {
    const x = g.cast(scaledWindow(g, window, data.scaler), 'float')
    const pass = passOf(g, axonSpecs(channels, params.window, params.units), data.weights)
    const [squares, cosine] = axonParts(pass, asTensor(x))
    const errors = double(g, squares)
    const above = (a: Sym, { middle, spread }: Usual) =>
      g.both('Div', g.both('Sub', a, g.scalar(middle)), g.scalar(spread))
    const reconstruction = above(g.reduce('ReduceSum', errors, [1]), data.reconstruction)
    const query = above(g.both('Sub', g.scalar(1), double(g, cosine)), data.query)
    return { score: g.both('Add', reconstruction, query), contributions: sharesIn(g, errors) }
  },
})

export const featureScorerGraph = ({
  data,
  params,
  channels,
}: Learnt<FeatureScorerModel, FeatureScorerSettings>): WindowGraph => ({
  width: params.window,
  step: 'last',
  build(g, { window }) {
    const x = g.cast(scaledWindow(g, window, data.scaler), 'float')
    const pass = passOf(g, featureScorerSpecs(channels, params), data.weights)
    return { score: g.reshape(double(g, windowScoresOf(pass, asTensor(x), params)), [-1]) }
  },
})

interface Frames {
  window: number
  frame: number
  hop: number
}

export const spectrogramAutoencoderGraph = ({
  data,
  params,
  channels,
}: Learnt<SpectrogramAutoencoderModel, Frames & { points: PointStep }>): WindowGraph => ({
  width: params.window,
  step: params.points,
  build(g, { window }) {
    const shape = spectrogramShape(params.window, params.frame, params.hop)
    const images = spectrogramsOf(g, g.cast(scaledWindow(g, window, data.scaler), 'float'), params)
    // Centre and spread are of each frequency, whatever the moment.
    const ofBins = (values: Float64Array) => {
      const image = Float64Array.from(
        { length: shape.bins * shape.frames * channels },
        (_, i) => values[Math.floor(i / channels / shape.frames) * channels + (i % channels)],
      )
      return g.constant(image, [shape.bins * shape.frames, 1, channels])
    }
    const scaled = g.both('Div', g.both('Sub', g.cast(images, 'double'), ofBins(data.centre)), ofBins(data.spread))
    const x = g.cast(scaled, 'float')
    const pass = passOf(g, spectrogramAutoencoderSpecs(channels), data.weights)
    const missed = g.both(
      'Sub',
      double(g, spectrogramAutoencoder(pass, value(pass, x), shape).data),
      g.cast(x, 'double'),
    )
    const errors = g.reduce('ReduceMean', square(g, missed), [0])
    return { score: mean(g, errors), contributions: sharesIn(g, errors) }
  },
})

/** scaled — [windows, window, channels], float → the images of its windows. */
export const spectrogramsOf = (g: OnnxGraph, scaled: Sym, { window, frame, hop }: Frames): Sym =>
  spectrogramsIn(g, g.cast(scaled, 'double'), spectrogramShape(window, frame, hop))

/** Every classifier of windows. input — what the network gets of a scaled window. With target "next" a window has one row more, of which only the place counts. */
export const classifierGraph =
  (
    network: (inputs: number, params: SupervisedParams & Record<string, never>) => Classifier,
    input: (g: OnnxGraph, scaled: Sym, params: SupervisedParams & Record<string, never>) => Sym = (_, scaled) => scaled,
  ) =>
  ({ data, params, channels }: Learnt<SupervisedModel, SupervisedParams & Record<string, never>>): WindowGraph => {
    const next = params.target === 'next'
    return {
      width: params.window + Number(next),
      step: next ? 'last' : 'all',
      fillsSinglePoints: true,
      build(g, { window, times }) {
        const all = params.calendar ? g.concat([window, calendarIn(g, times())], 2) : window
        const scaled = g.cast(scaledWindow(g, all, data.scaler), 'float')
        const seen = next ? g.slice(scaled, [0, 0, 0], [-1, params.window, -1]) : scaled
        const classifier = network(inputCount(channels, params.calendar), params)
        const pass = passOf(g, classifier.specs, data.weights)
        const logits = classifier.logits(pass, value(pass, input(g, seen, params)))
        return { score: g.reshape(double(g, pass.tape.k.sigmoid(logits.data)), [-1]) }
      },
    }
  }

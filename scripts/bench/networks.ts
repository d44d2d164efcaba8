import { bilstm } from '../../src-main/analysis/detectors/bilstm-classifier.ts'
import { convAutoencoder, convAutoencoderSpecs } from '../../src-main/analysis/detectors/conv-autoencoder.ts'
import { fitNetwork } from '../../src-main/analysis/detectors/networks/deep-training.ts'
import { trainedNetwork, type Pass } from '../../src-main/analysis/detectors/networks/network.ts'
import { recurrentNumbers, scoringBatch } from '../../src-main/analysis/detectors/networks/deep-windows.ts'
import { fcn } from '../../src-main/analysis/detectors/fcn-classifier.ts'
import { lstmAutoencoder, lstmAutoencoderSpecs } from '../../src-main/analysis/detectors/lstm-autoencoder.ts'
import { lstmForecast, lstmForecasterSpecs } from '../../src-main/analysis/detectors/lstm-forecaster.ts'
import { quietJob } from '../../src-main/analysis/job.ts'
import { binaryCrossEntropy, meanSquaredError } from '../../src-main/analysis/layers/losses.ts'
import type { Value } from '../../src-main/analysis/layers/tape.ts'
import { firstWeights, type WeightSpec } from '../../src-main/analysis/layers/weights.ts'
import { seededRandom } from '../../src-main/analysis/math/random.ts'
import { startTensorFlow, tensorFlow } from '../../src-main/analysis/tensorflow.ts'
import { findPeer, runPeer } from './peer.ts'

interface Network {
  windows: number
  length: number
  channels: number
  batch: number
  specs: WeightSpec[] | readonly WeightSpec[]
  /** Numbers in the widest layer per window. */
  widest: number
  learns: 'itself' | 'next' | 'label'
  output(pass: Pass, x: Value): Value
}

const autoencoder = (units: number) => ({
  units,
  layers: 1,
  bidirectional: false,
  latent: 0,
  output: 'linear' as const,
})

function lstmAutoencoderOf(windows: number, length: number, channels: number, batch: number, units: number): Network {
  const shape = autoencoder(units)
  const output = (pass: Pass, x: Value) => lstmAutoencoder(pass, x, shape)
  return {
    windows,
    length,
    channels,
    batch,
    specs: lstmAutoencoderSpecs(channels, shape),
    widest: recurrentNumbers(length, units),
    learns: 'itself',
    output,
  }
}

/** What is measured, by the names that keras_peer.py knows: windows × length × channels. */
const networks: Record<string, Network> = {
  'conv-autoencoder 3745×288×1': {
    windows: 3745,
    length: 288,
    channels: 1,
    batch: 128,
    specs: convAutoencoderSpecs(1),
    widest: 288 * 32,
    learns: 'itself',
    output: (pass, x) => convAutoencoder(pass, x, 0.2),
  },
  'lstm-autoencoder 381×20×1': lstmAutoencoderOf(381, 20, 1, 16, 16),
  'lstm-autoencoder 5000×60×8': lstmAutoencoderOf(5000, 60, 8, 32, 64),
  'lstm-forecaster 2000×60×7': {
    windows: 2000,
    length: 60,
    channels: 7,
    batch: 32,
    specs: lstmForecasterSpecs(7, 1, 64, 32),
    widest: recurrentNumbers(60, 64),
    learns: 'next',
    output: lstmForecast,
  },
  'bilstm-classifier 2000×60×11': {
    windows: 2000,
    length: 60,
    channels: 11,
    batch: 32,
    ...classifierOf(bilstm(11, 100, 60)),
  },
  'fcn-classifier 2000×60×11': {
    windows: 2000,
    length: 60,
    channels: 11,
    batch: 32,
    ...classifierOf(fcn(11, 60)),
  },
}

function classifierOf({
  specs,
  widest,
  logits,
}: ReturnType<typeof fcn>): Pick<Network, 'specs' | 'widest' | 'learns' | 'output'> {
  return { specs, widest, learns: 'label', output: logits }
}

export const networkNames = Object.keys(networks)

/** One warm-up and the fastest of `runs` epochs, in seconds; random data, as on the other side. */
export async function secondsPerEpoch(name: string, runs = 3): Promise<number> {
  await startTensorFlow()
  const network = networks[name]
  const data = randomWindows(network)
  const random = seededRandom(2)
  const width = network.learns === 'label' ? 1 : network.channels
  const targets = Float32Array.from({ length: network.windows * width }, () =>
    network.learns === 'label' ? Number(random.next() < 0.1) : random.normal(),
  )
  const seconds: number[] = []
  await fitNetwork(
    {
      specs: network.specs,
      train: Uint32Array.from({ length: network.windows }, (_, i) => i),
      validation: new Uint32Array(0),
      epochs: runs + 1,
      batch: network.batch,
      learningRate: 0.001,
      patience: runs + 1,
      inputs(samples) {
        const tf = tensorFlow()
        const x = tf.tensor3d(picked(data, samples, network.length * network.channels), [
          samples.length,
          network.length,
          network.channels,
        ])
        return [x, tf.tensor2d(picked(targets, samples, width), [samples.length, width])]
      },
      loss(pass, [x, target]) {
        const y = network.output(pass, pass.tape.constant(x))
        if (network.learns === 'itself') return meanSquaredError(pass.tape, y, x)
        if (network.learns === 'next') return meanSquaredError(pass.tape, y, target)
        return binaryCrossEntropy(pass.tape, y, target, tensorFlow().onesLike(target))
      },
    },
    quietJob({ onEpoch: (entry) => seconds.push(entry.seconds) }),
  )
  return Math.min(...seconds.slice(1))
}

/** The fastest of three passes over all windows, outputs read back, in seconds. */
export async function secondsPerScoring(
  name: string,
  size = scoringBatch(networks[name].widest, quietJob()),
): Promise<number> {
  await startTensorFlow()
  const network = networks[name]
  const data = randomWindows(network)
  const trained = await trainedNetwork(network.specs, firstWeights(network.specs, 1))
  const look = trained.graph((pass, [x]) => {
    const y = network.output(pass, pass.tape.constant(x)).data
    return [network.learns === 'label' ? pass.tape.k.sigmoid(y) : y]
  })
  const job = quietJob()
  let best = Infinity
  for (let run = 0; run < 4; run++) {
    const began = performance.now()
    for (let at = 0; at < network.windows; at += size) {
      await job.checkpoint()
      const samples = Uint32Array.from({ length: Math.min(size, network.windows - at) }, (_, i) => at + i)
      look(() => [
        tensorFlow().tensor3d(picked(data, samples, network.length * network.channels), [
          samples.length,
          network.length,
          network.channels,
        ]),
      ])
    }
    best = Math.min(best, (performance.now() - began) / 1000)
  }
  trained.dispose()
  return best
}

const randomWindows = ({ windows, length, channels }: Network) => {
  const random = seededRandom(1)
  return Float32Array.from({ length: windows * length * channels }, () => random.normal())
}

function picked(from: Float32Array, samples: Uint32Array, size: number): Float32Array {
  const out = new Float32Array(samples.length * size)
  for (let i = 0; i < samples.length; i++) out.set(from.subarray(samples[i] * size, (samples[i] + 1) * size), i * size)
  return out
}

interface KerasAnswer {
  keras: string
  tensorflow: string
  seconds: Record<string, { train: number; score: number }>
}

/** Keras' seconds for one network, measured now and not with the others: the machine may be busier a minute later. */
export function kerasSeconds(name: string): { train: number | null; score: number | null; theirs: string } {
  const peer = findPeer()
  if (peer.python === null) return { train: null, score: null, theirs: peer.why }
  const { windows, length, channels, batch } = networks[name]
  const answer = runPeer<KerasAnswer>(peer.python, 'keras_peer.py', [
    JSON.stringify({ [name]: { windows, length, channels, batch } }),
  ])
  return { ...answer.seconds[name], theirs: `Keras ${answer.keras} on TensorFlow ${answer.tensorflow}` }
}

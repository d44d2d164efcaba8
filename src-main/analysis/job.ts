import { cancelled } from '../shared/errors.ts'
import type { LoadedNetworks } from './detectors/networks/loaded-networks.ts'
import type { FileLabel } from '../shared/labels/file-label.ts'

/** What a job tells while it runs. `done` of `total` in `unit`; the rest where it makes sense. */
export interface Progress {
  /** "Reading", "Training", "Scoring", in words for the person. */
  phase: string
  done: number
  total: number
  /** What is counted: "rows", "windows", "epochs". */
  unit: string
  epoch?: number
  epochs?: number
  loss?: number
  validationLoss?: number
}

/** A job's hands: everything that long work may ask of whoever started it. */
export interface Job {
  /** Every random number of the job comes from this. */
  readonly seed: number
  /** What the job may use beyond its inputs, in bytes. */
  readonly memoryBytes: number
  /**
   * Call at least every 100 ms of work: reports, lets other messages in, and throws `cancelled` when the person
   * has pressed Cancel. Cheap enough for every batch.
   */
  checkpoint(progress?: Progress): Promise<void>
  /** What training that goes on from a former model keeps of it; nothing where it is not given. */
  readonly keeps?: KeepsOfFormer
  /** Networks that stay loaded between scorings; where it is not given, each scoring loads its own. */
  readonly networks?: LoadedNetworks
  /** Nobody asks which channels a score comes from nor what was expected: scoring may leave both out. */
  readonly scoresOnly?: boolean
  /** A finished epoch: kept with the model as its history. */
  epoch?(entry: EpochEntry): void
  /** Some of the labels of a file. */
  labels?(part: FileLabel[]): void
}

/**
 * frozen — weights whose names begin so stay as they are. proximal — how strongly all others are held to what they were: this times half
 * the squared distance is added to the loss. Li et al., Federated optimization in heterogeneous networks (FedProx), MLSys 2020.
 */
export interface KeepsOfFormer {
  frozen?: readonly string[]
  proximal?: number
}

export interface EpochEntry {
  epoch: number
  loss: number
  validationLoss?: number
  seconds: number
}

/** A job that nobody watches: for tests, for the command line, for quick answers. */
export function quietJob(
  options: {
    seed?: number
    memoryBytes?: number
    signal?: AbortSignal
    onProgress?: (p: Progress) => void
    keeps?: KeepsOfFormer
    networks?: LoadedNetworks
    scoresOnly?: boolean
    onEpoch?: (e: EpochEntry) => void
    onLabels?: (part: FileLabel[]) => void
  } = {},
): Job {
  let lastYield = performance.now()
  return {
    seed: options.seed ?? 1,
    memoryBytes: options.memoryBytes ?? 1 << 30,
    keeps: options.keeps,
    networks: options.networks,
    scoresOnly: options.scoresOnly,
    epoch: options.onEpoch,
    labels: options.onLabels,
    async checkpoint(progress) {
      if (progress) options.onProgress?.(progress)
      const now = performance.now()
      if (now - lastYield > 20) {
        await new Promise((resolve) => setImmediate(resolve))
        lastYield = performance.now()
      }
      if (options.signal?.aborted) throw cancelled()
    },
  }
}

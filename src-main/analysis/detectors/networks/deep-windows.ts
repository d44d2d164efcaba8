import type { Segment } from '../../../shared/data/series.ts'
import type { Job } from '../../job.ts'
import { scaled, type Scaler } from '../../preprocessing/scaling.ts'
import { gatherWindows, listWindows, windowCount, type WindowList } from '../../preprocessing/windows.ts'
import { nativeBackend, tensorFlow, type Tensor } from '../../tensorflow.ts'

/** The parameter that every windowed network has: how densely training windows lie. */
export const strideParam = {
  kind: 'integer',
  default: 0,
  min: 0,
  max: 10_000,
  label: 'Training stride',
  help: 'Points between the starts of two training windows. 0 = automatic: every window, or, where that gives more than 4,000, the smallest stride that does not.',
  advanced: true,
} as const

/** A million points give as many windows, of which neighbours are nearly the same: so many train well. */
const mostWindows = 4_000

/** The stride to train with: as set, or the smallest that keeps an epoch within `mostWindows`. lengths — points per segment. */
export function trainingStride(lengths: number[], width: number, set: number): number {
  if (set > 0) return set
  const count = (stride: number) => lengths.reduce((n, length) => n + windowCount(length, width, stride), 0)
  let stride = Math.max(1, Math.ceil(count(1) / mostWindows))
  while (count(stride) > mostWindows && stride < 10_000) stride++
  return stride
}

/** Segments with every channel scaled: new arrays, the given ones stay as they are. */
export function scaledSegments(segments: Segment[], scaler: Scaler): Segment[] {
  return segments.map((segment) => ({
    ...segment,
    values: segment.values.map((values, c) => scaled(values, scaler, c)),
  }))
}

/**
 * Windows of scaled segments, gathered batch by batch. inTurn — each batch is used up before the next is asked for, as in scoring: then all
 * have one buffer. Else each has its own, because TensorFlow.js copies it only at its first use.
 */
export function windowBatches(
  segments: Segment[],
  width: number,
  stride: number,
  inTurn = false,
): { list: WindowList; batch(samples: ArrayLike<number>): Tensor } {
  const list = listWindows(segments, width, stride)
  const channels = segments[0].values.length
  let buffer: Float32Array | undefined
  return {
    list,
    // [samples, width, channels]
    batch(samples) {
      const windows = gatherWindows(segments, list, samples, buffer)
      if (inTurn && windows.length > (buffer?.length ?? 0)) buffer = windows
      return tensorFlow().tensor3d(windows, [samples.length, width, channels])
    },
  }
}

/** Bytes that a network holds at once for each number of its widest layer, as measured on an LSTM, which holds the most. */
const bytesPerNumber = 128

/**
 * So many windows at once that a batch stays in the processor's cache, is done in a fraction of a second, and keeps within the memory
 * of the job. numbers — in one window's widest layer.
 */
export function scoringBatch(numbers: number, { memoryBytes }: Pick<Job, 'memoryBytes'>): number {
  const most = Math.min(nativeBackend() ? 1_200_000 : 250_000, memoryBytes / bytesPerNumber)
  return Math.max(32, Math.min(1024, Math.floor(most / numbers)))
}

/** Numbers in one window of an LSTM, for `scoringBatch`: it goes step by step, and is quickest with some hundred windows a step; what it keeps of long windows must fit too. */
export const recurrentNumbers = (window: number, units: number): number => Math.max(32 * units, (window * units) / 2)

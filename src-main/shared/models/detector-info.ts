import type { Normal } from './normal.ts'
import type { CleaningStep } from '../data/cleaning.ts'
import type { ParamSpecs, ParamValues } from './params.ts'
import type { ScoreMeaning } from './score-meaning.ts'

/** A detector as the gallery and the form need it: everything but the code. */
export interface DetectorInfo {
  id: string
  name: string
  summary: string
  /** What the score is and in which unit. */
  scoreMeaning: ScoreMeaning
  reference: string
  family: 'baseline' | 'classical' | 'deep' | 'supervised' | 'combination'
  learns: 'nothing' | 'normal' | 'labels'
  params: ParamSpecs
  presets: Record<string, ParamValues>
  threshold: { rule: string; params: ParamValues }
  /** Set where a trained one can be gone on from, also on other channels. */
  carries?: true
}

export interface ThresholdInfo {
  id: string
  name: string
  summary: string
  reference: string
  oracle: boolean
  /** Set where nothing that is called normal moves it. */
  uncalibrated?: true
  params: ParamSpecs
}

export interface EngineInfo {
  kind: 'native' | 'wasm'
  version: string
  /** One sentence: which, and why. */
  why: string
}

/** How a detector fits some data. */
export interface DetectorFit {
  detector: string
  /** Parameters that depend on the data, as they would be chosen for these. */
  params: ParamValues
  /** Fewest points without a gap that it trains on, with those parameters. */
  needs: number
  /** Whether the data have such a stretch. */
  enough: boolean
}

/** What "Suggest" proposes, each with its reason in one line, and how each detector fits. */
export interface Suggestion {
  detector: string
  params: ParamValues
  threshold: { rule: string; params: ParamValues }
  normal: Normal
  /** What the series goes through before the detector, in this order; its rows stay what they are. */
  steps: CleaningStep[]
  /** Names of channels that hold too little to be looked at together with the others. */
  leftOut: string[]
  /** Pauses up to this long between two detections are joined; 0 = none. */
  mergeGapMs: number
  /** Shorter detections are left out, as long as a longer one is left; 0 = none. */
  minDurationMs: number
  reasons: { what: string; why: string }[]
  fits: DetectorFit[]
}

import type { ParamSpecs, ParamValues } from './params.ts'

/** A model that was brought, as a detector: what it takes, and what it gives for a window. */
export interface OnnxLook {
  name: string
  window: number
  channels: number
  gives: 'score' | 'window'
  params: ParamSpecs
  threshold: { rule: string; params: ParamValues }
}

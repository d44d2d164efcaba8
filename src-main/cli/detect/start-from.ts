import { detectorById } from '../../analysis/detectors/index.ts'
import type { Job } from '../../analysis/job.ts'
import { carriedOver } from '../../analysis/transfer.ts'
import { loadModel } from '../score/load.ts'
import { modelNamed } from '../score/plan.ts'
import type { DetectPlan, StartPlan } from './plan.ts'
import { single, trainingRows, type DetectFiles, type Outcome } from './single.ts'
import { rowsOf } from './split.ts'

/** Trains on from a former model: its channels by name or by --map, its layers frozen where that is asked for. */
export async function startedFrom(start: StartPlan, plan: DetectPlan, files: DetectFiles, job: Job): Promise<Outcome> {
  const { model: former } = await loadModel({ model: modelNamed(start.from), engine: plan.engine, cleaned: true })
  const { series } = files.train
  const rows = trainingRows(plan, files) ?? series.times.length
  const options = { params: plan.params, maxGapSteps: plan.gapSteps ?? undefined }
  const { model, from } = carriedOver(former, rowsOf(series, 0, rows), start.names, options, plan.seed)
  const keeping: Job = {
    ...job,
    checkpoint: (progress) => job.checkpoint(progress),
    keeps: { frozen: start.frozen },
  }
  const outcome = await single(detectorById(model.detector), model.params, plan, files, keeping, model)
  const known = from
    .filter(({ was }) => was !== null)
    .map(({ channel, was }) => (channel === was ? channel : `${channel} (${was})`))
  const fresh = from.filter(({ was }) => was === null).map(({ channel }) => channel)
  const said = `Started from a model of ${former.channels.length} channels: ${known.join(', ')} ${known.length === 1 ? 'is' : 'are'} known to it${fresh.length > 0 ? `, ${fresh.join(', ')} begin${fresh.length === 1 ? 's' : ''} afresh` : ''}${start.frozen.length > 0 ? `; ${start.frozen.join(', ')} stayed as it was` : ''}.`
  return { ...outcome, said: [outcome.said, said].filter(Boolean).join(' ') }
}

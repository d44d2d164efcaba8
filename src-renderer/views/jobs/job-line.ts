import type { JobState } from '../../../src-main/shared/project.ts'
import { count } from '../../../src-main/shared/counted.ts'
import { bytes, duration } from '../../charts/format.ts'

/** How much of a job is done, 0…1; null while that is unknown. */
export const jobShare = (job: JobState) =>
  job.status === 'running' && job.total > 0 ? Math.min(1, job.done / job.total) : null

/** "Reading · 1,200,000 of 2,000,000 rows · 900,000 rows/s · 1 s left". Says only what is known. */
export function jobLine(job: JobState): string {
  if (job.status === 'waiting') return 'waiting'
  const amount = (n: number) => (job.unit === 'bytes' ? bytes(n) : count(n))
  const unit = job.unit === 'bytes' ? '' : ` ${job.unit}`
  const epoch = job.epochs.at(-1)
  return [
    job.phase,
    epoch ? `epoch ${epoch.epoch}${job.epochsPlanned ? ` of ${job.epochsPlanned}` : ''}` : null,
    job.unit === '%'
      ? `${amount(job.done)} %`
      : job.total > 0
        ? `${amount(job.done)} of ${amount(job.total)}${unit}`
        : job.done > 0
          ? `${amount(job.done)}${unit}`
          : null,
    job.rate !== null && job.unit !== '%'
      ? `${job.rate < 10 && job.unit !== 'bytes' ? job.rate.toFixed(1) : amount(job.rate)}${unit}/s`
      : null,
    job.secondsLeft !== null ? `${duration(Math.max(1, Math.round(job.secondsLeft)) * 1000)} left` : null,
  ]
    .filter((part) => part !== null && part !== '')
    .join(' · ')
}

/** How a job ended, in a line. */
export function outcome(job: JobState): string {
  const took = job.ended === null ? '' : ` in ${duration(job.ended - job.started)}`
  if (job.status === 'done') return `${job.title}: done${took}`
  if (job.status === 'cancelled') return `${job.title}: cancelled`
  if (job.status === 'interrupted') return `${job.title}: interrupted`
  return `${job.title}: ${job.message ?? 'failed'}`
}

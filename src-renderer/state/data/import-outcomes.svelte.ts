import type { FileRef } from '../../../src-main/shared/contract.ts'
import type { JobState } from '../../../src-main/shared/project.ts'

/** What became of a file of several. */
export interface ImportOutcome {
  file: FileRef
  status: 'waiting' | 'reading' | 'done' | 'failed' | 'left out'
  /** Why it was not imported. */
  why: string | null
  job: number | null
  dataset: number | null
}

/** Files that were chosen together, each with what became of it: one that cannot be read stops no other, and is not forgotten. */
export class ImportOutcomes {
  list = $state.raw<ImportOutcome[]>([])
  /** Shown once all have come to an end and one of them failed. */
  shown = $state(false)
  /** Jobs that ended before it was known here which file they are of. */
  readonly #ended = new Map<number, JobState>()

  begin(files: readonly FileRef[]) {
    this.shown = false
    this.#ended.clear()
    this.list = files.map((file) => ({ file, status: 'waiting', why: null, job: null, dataset: null }))
  }

  began(file: FileRef, job: number) {
    this.#set(file, { status: 'reading', job })
    const ended = this.#ended.get(job)
    if (ended) this.ended(ended)
  }

  failed = (file: FileRef, why: string) => this.#set(file, { status: 'failed', why })

  /** The person wants them no more. */
  leftOut(files: readonly FileRef[]) {
    for (const file of files) if (this.#of(file)?.status === 'waiting') this.#set(file, { status: 'left out' })
  }

  ended(job: JobState) {
    const one = this.list.find((outcome) => outcome.job === job.id)
    if (!one) return void this.#ended.set(job.id, job)
    if (job.status === 'done') this.#set(one.file, { status: 'done', dataset: job.dataset })
    else if (job.status === 'cancelled') this.#set(one.file, { status: 'left out' })
    else this.#set(one.file, { status: 'failed', why: job.message })
  }

  #of = (file: FileRef) => this.list.find((outcome) => outcome.file === file)

  #set(file: FileRef, part: Partial<ImportOutcome>) {
    this.list = this.list.map((one) => (one.file === file ? { ...one, ...part } : one))
    const over = this.list.every(({ status }) => status !== 'waiting' && status !== 'reading')
    this.shown ||= over && this.list.length > 1 && this.list.some(({ status }) => status === 'failed')
  }
}

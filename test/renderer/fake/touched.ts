import type { Label } from '../../../src-main/shared/project.ts'

/** Of a journal's entry: only what the edit touched. */
export const touched = (before: Label[], after: Label[]) => ({
  before: before.filter((l) => !after.includes(l)),
  after: after.filter((l) => !before.includes(l)),
})

/** How far a question about the data is: done of total, in words. */
export interface ExploreProgress {
  phase: string
  done: number
  total: number
  unit: string
}

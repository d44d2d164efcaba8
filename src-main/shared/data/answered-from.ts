/** Of how many rows the answer is made; all of them, or a stated sample. */
export interface AnsweredFrom {
  rows: number
  of: number
}

/** The cells of one line: bytes from starts[i] up to ends[i] of `bytes`, without quotes around them. Valid until the next line. */
export interface Cells {
  bytes: Buffer
  starts: Int32Array
  ends: Int32Array
  /** All cells of the line; only the first `starts.length` have a place. */
  count: number
}

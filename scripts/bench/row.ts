/** One comparison. ratio > 1 where ours is faster; null where the peer could not run, and `theirs` says why. */
export interface BenchRow {
  group:
    | 'import'
    | 'view'
    | 'train'
    | 'score'
    | 'wasm'
    | 'metrics'
    | 'slider'
    | 'report'
    | 'explore'
    | 'workers'
    | 'stream'
    | 'watch'
    | 'drift'
  name: string
  unit: string
  ours: number
  peer: number | null
  /** What ours is compared with, with its version. */
  theirs: string
  ratio: number | null
}

/** For figures of time: less is better. */
export function timeRow(
  group: BenchRow['group'],
  name: string,
  ours: number,
  peer: number | null,
  theirs: string,
): BenchRow {
  return { group, name, unit: 's', ours, peer, theirs, ratio: peer === null ? null : peer / ours }
}

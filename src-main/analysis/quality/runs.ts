/** A stretch of neighbours that belong together: places first…last of what was looked at. */
export interface Run {
  first: number
  last: number
}

/** The stretches of neighbours for which it holds, one after the other: a list of millions takes more memory than what they are found in. */
export function* runsWhere(length: number, holds: (i: number) => boolean): Generator<Run, void> {
  for (let i = 0; i < length; i++) {
    if (!holds(i)) continue
    const first = i
    while (i + 1 < length && holds(i + 1)) i++
    yield { first, last: i }
  }
}

/** How many stretches of equal neighbours have which length. values — [n], no NaN. */
export function runLengths(values: Float64Array): Map<number, number> {
  const lengths = new Map<number, number>()
  for (let i = 0, first = 0; i < values.length; i++)
    if (i + 1 === values.length || values[i + 1] !== values[i]) {
      const length = i + 1 - first
      lengths.set(length, (lengths.get(length) ?? 0) + 1)
      first = i + 1
    }
  return lengths
}

/** The stretches of at least `least` equal neighbours; with `only`, of this value. values — [n], no NaN. */
export function equalRuns(values: Float64Array, least: number, only?: number): Run[] {
  const runs: Run[] = []
  for (let i = 0, first = 0; i < values.length; i++)
    if (i + 1 === values.length || values[i + 1] !== values[i]) {
      if (i + 1 - first >= least && (only === undefined || values[i] === only)) runs.push({ first, last: i })
      first = i + 1
    }
  return runs
}

/** Stretches no further apart than `reach` places as one. runs — in order. */
export function* joined(runs: Iterable<Run>, reach: number): Generator<Run, void> {
  let open: Run | null = null
  for (const run of runs)
    if (open && run.first - open.last <= reach) open.last = run.last
    else {
      if (open) yield open
      open = run
    }
  if (open) yield open
}

export const lengthOf = (run: Run) => run.last - run.first + 1

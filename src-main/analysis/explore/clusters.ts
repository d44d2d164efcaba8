/** Two groups of channels that were joined, and how far they were apart. */
export interface Joint {
  height: number
  size: number
}

/**
 * Average linkage (UPGMA; Sokal and Michener 1958). distance — [i][j], symmetric; what is NaN counts as the furthest.
 * order — the channels so that what is near stands together; joints — in the order in which groups were joined.
 */
export function clusters(distance: readonly ArrayLike<number>[]): { order: number[]; joints: Joint[] } {
  let groups = distance.map((_, i) => [i])
  let far = 0
  for (const row of distance) for (let j = 0; j < row.length; j++) if (row[j] > far) far = row[j]
  let between = distance.map((row) => Array.from(row, (d) => (Number.isNaN(d) ? far : d)))
  const joints: Joint[] = []
  while (groups.length > 1) {
    let [a, b] = [0, 1]
    for (let i = 0; i < groups.length; i++)
      for (let j = i + 1; j < groups.length; j++) if (between[i][j] < between[a][b]) [a, b] = [i, j]
    const [one, other] = [groups[a], groups[b]]
    const joined = groups.map(
      (_, k) => (one.length * between[a][k] + other.length * between[b][k]) / (one.length + other.length),
    )
    joints.push({ height: between[a][b], size: one.length + other.length })
    const keeps = (_: unknown, k: number) => k !== b
    between = between.map((row, k) => row.map((d, m) => (k === a ? joined[m] : m === a ? joined[k] : d)))
    between = between.filter(keeps).map((row) => row.filter(keeps))
    groups = groups.map((group, k) => (k === a ? [...one, ...other] : group)).filter(keeps)
  }
  return { order: groups[0] ?? [], joints }
}

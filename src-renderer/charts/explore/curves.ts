interface CurveLook {
  stroke: string
  lineWidth: number
  opacity: number
}

/**
 * Many curves as one series of a chart, a curve an item, which a click and a tooltip tell by its place: as a series each they take the page
 * a long task. at — [point] along the axis, which is linear, as is that of the values; curves — [curve][point], NaN breaks one.
 */
export function curvesSeries(
  at: Float64Array,
  curves: readonly Float64Array[],
  look: (curve: number) => CurveLook,
  more: object = {},
) {
  return {
    type: 'custom',
    dimensions: ['from', 'to', 'low', 'high'],
    encode: { x: [0, 1], y: [2, 3] },
    data: curves.map((curve) => [at[0], at[at.length - 1], ...ends(curve)]),
    clip: true,
    renderItem: ({ dataIndex }: { dataIndex: number }, api: { coord: (at: [number, number]) => [number, number] }) => {
      const [[left, bottom], [right, top]] = [api.coord([0, 0]), api.coord([1, 1])]
      const place = (x: number, y: number) => [left + x * (right - left), bottom + y * (top - bottom)]
      return {
        type: 'group',
        children: pieces(at, curves[dataIndex], place).map((points) => ({
          type: 'polyline',
          shape: { points },
          style: { fill: null, ...look(dataIndex) },
          emphasis: { style: { lineWidth: 2.5, opacity: 1 } },
        })),
      }
    },
    ...more,
  }
}

/** What lies between missing values, in pixels. */
function pieces(at: Float64Array, curve: Float64Array, place: (x: number, y: number) => number[]): number[][][] {
  const all: number[][][] = []
  let piece: number[][] = []
  for (let i = 0; i <= curve.length; i++) {
    if (i < curve.length && Number.isFinite(curve[i])) piece.push(place(at[i], curve[i]))
    else {
      if (piece.length > 1) all.push(piece)
      piece = []
    }
  }
  return all
}

function ends(curve: Float64Array): [number, number] {
  let [low, high] = [Infinity, -Infinity]
  for (const v of curve) {
    if (v < low) low = v
    if (v > high) high = v
  }
  return low <= high ? [low, high] : [NaN, NaN]
}

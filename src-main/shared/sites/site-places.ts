import type { Place } from './sites.ts'

const east = /^(lon|long|longitude|lng|x|east|easting|x[_ ]?(m|coord\w*)|coord\w*[_ ]?x)$/i
const north = /^(lat|latitude|y|north|northing|y[_ ]?(m|coord\w*)|coord\w*[_ ]?y)$/i
/** Names without a unit behind them. */
const bare = (name: string) => name.replace(/\s*[[(].*[\])]\s*$/, '').trim()

/** Whether a column is named as coordinates are. */
export const isCoordinate = (name: string): boolean => east.test(bare(name)) || north.test(bare(name))

/** The place that two channels hold which never change, by the names that coordinates have; null where there are none. */
export function placeInChannels(
  channels: readonly { name: string; min: number | null; max: number | null }[],
): Place | null {
  const constant = (wanted: RegExp) =>
    channels.find(({ name, min, max }) => wanted.test(bare(name)) && min !== null && min === max)?.min
  const [x, y] = [constant(east), constant(north)]
  return x === undefined || x === null || y === undefined || y === null ? null : { x, y }
}

/**
 * Places by the names of their sites, of a small table in text: a header, then a row per site. The names stand in the first column that holds
 * no coordinate. A sentence instead of places where it is none. lines — numbers of those that could not be read.
 */
export function placesInTable(
  text: string,
): { places: { site: string; place: Place }[]; lines: number[] } | { problem: string } {
  const rows = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) => line.trim())
  const head = rows.find((line) => line !== '') ?? ''
  const delimiter = ['\t', ';', ','].find((one) => head.includes(one)) ?? ','
  const cut = (line: string) => line.split(delimiter).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'))
  const names = cut(head).map(bare)
  const [x, y] = [names.findIndex((one) => east.test(one)), names.findIndex((one) => north.test(one))]
  const site = names.findIndex((_, i) => i !== x && i !== y)
  if (x < 0 || y < 0 || site < 0)
    return {
      problem: `A table of places needs a column of names and two of coordinates, such as "site,longitude,latitude" or "site,x,y". This one has: ${names.join(', ') || 'nothing'}.`,
    }
  const number = (cell: string | undefined) =>
    cell === undefined || cell === '' ? NaN : Number(delimiter === ',' ? cell : cell.replace(',', '.'))
  const places: { site: string; place: Place }[] = []
  const lines: number[] = []
  rows.forEach((line, i) => {
    if (line === '' || line === head) return
    const cells = cut(line)
    const place = { x: number(cells[x]), y: number(cells[y]) }
    if (cells[site] && Number.isFinite(place.x) && Number.isFinite(place.y)) places.push({ site: cells[site], place })
    else lines.push(i + 1)
  })
  return { places, lines }
}

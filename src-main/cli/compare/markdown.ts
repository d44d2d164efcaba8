import type { CompareResult } from './run.ts'

const share = (value: number | null) => (value === null ? '–' : value.toFixed(3))
const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
/** Names to the left, numbers to the right. */
const head = (cells: string[]) => [line(cells), `|${cells.map((_, i) => (i === 1 ? ' --- |' : ' ---: |')).join('')}`]

/** The ranking of each file, and over all of them, as tables for a paper. */
export function comparisonsAsMarkdown({ files, overall }: CompareResult): string {
  const blocks = files.map(({ file, by, rows, notes }) => {
    const agreement = rows.some((row) => row.agreement !== null)
    const table = [
      ...head(['Place', 'Detector', 'AUC-PR', 'VUS-PR', ...(agreement ? ['Agreement'] : []), 'Seconds']),
      ...rows.map((row) =>
        line([
          row.rank === null ? '–' : String(row.rank),
          row.problem === null ? row.name : `${row.name}: ${row.problem}`,
          share(row.aucPr),
          share(row.vusPr),
          ...(agreement ? [share(row.agreement)] : []),
          (row.seconds.train + row.seconds.score).toFixed(1),
        ]),
      ),
    ]
    return [`**${file}**, ranked by ${by}`, table.join('\n'), ...(notes.length > 0 ? [notes.join(' ')] : [])].join(
      '\n\n',
    )
  })
  if (files.length < 2) return blocks.join('\n\n')
  const table = [
    ...head(['Mean place', 'Detector', 'AUC-PR', 'VUS-PR', 'Files']),
    ...overall.map((row) =>
      line([row.meanRank.toFixed(1), row.detector, share(row.meanAucPr), share(row.meanVusPr), String(row.files)]),
    ),
  ]
  return [
    ...blocks,
    `**Over ${files.length} files**, by mean place; AUC-PR and VUS-PR are means over the files`,
    table.join('\n'),
  ].join('\n\n')
}

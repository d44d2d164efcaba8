import type { App } from '../../app/create-app.ts'
import type { Alarm } from '../../shared/watch/alarms.ts'
import { counted } from '../../shared/counted.ts'
import type { TrainedByItself } from '../../shared/watch/challenge.ts'
import type { Source, WatchRound } from '../../shared/watch/watch.ts'
import { ask } from '../quiet-app.ts'

/** An alarm as other systems get it: one JSON object. Times are ISO 8601 in UTC. */
export interface AlarmObject {
  alarm: number
  dataset: string
  /** null of a rule. */
  run: string | null
  /** null of the run in force. */
  monitor: string | null
  severity: string
  state: string
  start: string
  end: string | null
  seconds: number
  peak: number
  peakAt: string
  threshold: number
  channels: { name: string; share: number; direction: string }[]
}

/** Of a flood in one look nobody reads more; all are in the project, and in --json. */
const mostLines = 50

export interface Printer {
  begin(sources: Source[], every: number): void
  sources(list: Source[]): void
  /** What a look came to, and challengers that were trained after it. last — also where it came to nothing. */
  round(round: WatchRound, last: boolean, trained?: TrainedByItself[]): Promise<void>
  trouble(sentence: string): void
  object(alarm: Alarm): Promise<AlarmObject>
}

export async function printer(app: App, json: boolean): Promise<Printer> {
  const names = new Map<number, string>()
  const runs = new Map<number, string>()
  const monitors = new Map<number, string>()
  const knows = ({ run, monitor }: Alarm) =>
    (run === null || runs.has(run)) && (monitor === null || monitors.has(monitor))
  let saidBefore = ''
  let troubled = ''
  async function learn(): Promise<void> {
    for (const { id, name } of await ask(app, 'datasets.list', {})) {
      names.set(id, name)
      for (const run of await ask(app, 'runs.list', { dataset: id })) runs.set(run.id, run.name)
    }
    for (const one of await ask(app, 'monitors.list', {})) monitors.set(one.id, one.name)
  }
  await learn()
  const object = async (alarm: Alarm): Promise<AlarmObject> => {
    if (!knows(alarm)) await learn()
    return {
      alarm: alarm.id,
      dataset: names.get(alarm.dataset) ?? '',
      run: alarm.run === null ? null : (runs.get(alarm.run) ?? ''),
      monitor: alarm.monitor === null ? null : (monitors.get(alarm.monitor) ?? ''),
      severity: alarm.severity,
      state: alarm.state,
      start: iso(alarm.start),
      end: alarm.ended ? iso(alarm.end) : null,
      seconds: (alarm.end - alarm.start) / 1000,
      peak: alarm.peak,
      peakAt: iso(alarm.peakTime),
      threshold: alarm.threshold,
      channels: alarm.channels,
    }
  }

  return {
    object,
    begin(sources, every) {
      if (json) return
      for (const one of sources)
        console.error(
          `${names.get(one.dataset)}: watching ${placeOf(one)} with run "${runs.get(one.run ?? 0) ?? ''}", every ${every} s`,
        )
    },
    sources(list) {
      if (json)
        return console.log(
          JSON.stringify({
            sources: list.map((one) => ({
              ...one,
              dataset: names.get(one.dataset),
              run: runs.get(one.run ?? 0) ?? null,
            })),
          }),
        )
      if (list.length === 0) console.log('Nothing is watched.')
      for (const one of list) {
        console.log(
          `${names.get(one.dataset)}: ${placeOf(one)}, run "${runs.get(one.run ?? 0) ?? 'none'}", ${counted(one.files, 'file')}, ${counted(one.rows, 'row')} read, ${one.repeated} repeated, ${one.late} late`,
        )
        if (one.trouble) console.log(`  ${one.trouble}`)
        for (const file of one.waiting) console.log(`  ${file.trouble}`)
      }
    },
    async round(round, last, trained = []) {
      const listed =
        round.raised.length + round.changed.length === 0 ? [] : await alarmsOf(app, [...round.raised, ...round.changed])
      const raised = listed.filter((one) => round.raised.includes(one.id))
      if (json) {
        const isEmpty = round.read.length + listed.length + round.troubles.length + trained.length === 0
        const text = JSON.stringify({
          rows: sum(round, 'rows'),
          repeated: sum(round, 'repeated'),
          late: sum(round, 'late'),
          files: new Set(round.read.map((one) => `${one.source} ${one.file}`)).size,
          read: round.read.map(({ source: _, dataset, ...rest }) => ({ dataset: names.get(dataset), ...rest })),
          alarms: await Promise.all(raised.map(object)),
          changed: await Promise.all(listed.filter((one) => !round.raised.includes(one.id)).map(object)),
          troubles: round.troubles.map(({ file, sentence }) => ({ file, sentence })),
          trained: trained.map(({ dataset, ...rest }) => ({ dataset: names.get(dataset), ...rest })),
        })
        if (last || (!isEmpty && text !== saidBefore)) console.log(text)
        saidBefore = text
        return
      }
      for (const [file, part] of perFile(round))
        console.log(
          `${names.get(part.dataset)}: ${file}: ${counted(part.rows, 'new row')}${part.repeated ? `, ${part.repeated} repeated` : ''}${part.late ? `, ${part.late} late` : ''}`,
        )
      if (raised.some((alarm) => !knows(alarm))) await learn()
      for (const alarm of raised.slice(0, mostLines))
        console.log(alarmLine(alarm, names.get(alarm.dataset) ?? '', monitors.get(alarm.monitor ?? 0)))
      if (raised.length > mostLines)
        console.log(
          `… and ${counted(raised.length - mostLines, 'alarm')} more. So many at once are seldom so many faults: "drift" says what changed, and a longer --on-delay or "calibrate" makes fewer.`,
        )
      for (const one of trained) console.log(trainedLine(one, names.get(one.dataset) ?? ''))
      const sentences = [...new Set(round.troubles.map(({ sentence }) => sentence))].join('\n')
      if (sentences !== '' && sentences !== troubled) console.error(sentences)
      troubled = sentences
      if (last && round.read.length + trained.length === 0 && sentences === '') console.log('Nothing new.')
    },
    trouble(sentence) {
      if (sentence !== troubled) console.error(sentence)
      troubled = sentence
    },
  }
}

const placeOf = ({ path, pattern }: Source) => (pattern === '' || pattern === '*' ? path : `${path}/${pattern}`)
const iso = (time: number) => new Date(time).toISOString()
const sum = (round: WatchRound, key: 'rows' | 'repeated' | 'late') => round.read.reduce((n, one) => n + one[key], 0)

/** One line per file, however many parts it was read in. */
function perFile(round: WatchRound): Map<string, WatchRound['read'][number]> {
  const files = new Map<string, WatchRound['read'][number]>()
  for (const part of round.read) {
    const before = files.get(part.file)
    files.set(
      part.file,
      before
        ? {
            ...part,
            rows: before.rows + part.rows,
            repeated: before.repeated + part.repeated,
            late: before.late + part.late,
          }
        : part,
    )
  }
  return files
}

async function alarmsOf(app: App, ids: readonly number[]): Promise<Alarm[]> {
  return (await ask(app, 'alarms.list', { ids: [...ids], limit: 100_000 })).reverse()
}

function alarmLine(alarm: Alarm, dataset: string, monitor: string | undefined): string {
  const [start, end] = [alarm.start, alarm.end].map((time) => iso(time).slice(0, 19).replace('T', ' '))
  const isSameDay = start.slice(0, 10) === end.slice(0, 10)
  const span = alarm.end > alarm.start ? ` to ${isSameDay ? end.slice(11) : end}` : ''
  const drivers = alarm.channels
    .slice(0, 3)
    .map(({ name, direction, share }) => `${name} ${direction} (${Math.round(100 * share)} %)`)
  return `ALARM ${alarm.id} ${alarm.severity} ${dataset}${monitor === undefined ? '' : ` "${monitor}"`} ${start}${span}, score ${Number(alarm.peak.toPrecision(3))} over ${Number(alarm.threshold.toPrecision(3))}: ${drivers.join(', ')}`
}

const trainedLine = ({ run, answers, trouble }: TrainedByItself, dataset: string) =>
  trouble === null
    ? `${dataset}: ${counted(answers, 'alarm')} answered: challenger ${run} was trained and waits. Look at it with promote --list.`
    : `${dataset}: ${counted(answers, 'alarm')} answered, and no challenger could be trained: ${trouble}`

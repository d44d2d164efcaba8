import { z } from 'zod'
import {
  howTrained,
  type Challenge,
  type Challenger,
  type ChampionState,
  type InForce,
} from '../../shared/watch/challenge.ts'
import { getDataset } from '../datasets.ts'
import type { Project } from '../project.ts'
import { listSources } from './sources.ts'
import { sql, write } from '../file/statement.ts'
import { storedOrNull, type StoredJson } from '../file/stored.ts'

const number = z.number()
const maybe = z.number().nullable()
const outcome = z.object({ alarms: number, falseShare: number, found: number, quality: maybe })
const stored: StoredJson<Challenge> = {
  what: 'judgement of a challenger',
  schema: z.object({
    window: z.union([z.enum(['recent', 'all']), number]),
    how: z.enum(howTrained).default('cold'),
    learnt: number,
    refused: number,
    allowed: number,
    periods: z.array(
      z.object({
        start: number,
        end: number,
        rows: number,
        events: number,
        by: z.enum(['labels', 'planted anomalies']).nullable(),
        champion: outcome,
        challenger: outcome.nullable(),
        learnt: number,
        refused: number,
        note: z.string(),
      }),
    ),
    difference: z.object({ value: number, low: maybe, high: maybe, periods: number }).nullable(),
    advice: z.enum(['promote', 'keep']),
    reason: z.string(),
  }),
}

/** Oldest first. */
export const listChallengers = (db: Project): Challenger[] =>
  sql<Omit<Challenger, 'challenge'> & { challenge: string }>(
    db,
    `SELECT challenger.run, run.dataset, run.name, champion, made, made_by AS madeBy, challenge, decision
     FROM challenger JOIN run ON run.id = challenger.run WHERE run.status = 'ready' ORDER BY challenger.run`,
  )
    .all()
    .map((row) => ({ ...row, challenge: storedOrNull(row.challenge, stored) }))

export function putChallenger(
  db: Project,
  run: number,
  champion: number,
  madeBy: Challenger['madeBy'],
  challenge: Challenge,
): void {
  sql(db, 'INSERT INTO challenger (run, champion, made, made_by, challenge) VALUES (?, ?, ?, ?, ?)').run(
    run,
    champion,
    Date.now(),
    madeBy,
    JSON.stringify(challenge),
  )
}

/** What a person decided of a challenger; of another run nothing is noted. */
export function decide(db: Project, run: number, decision: 'promoted' | 'kept'): void {
  sql(db, 'UPDATE challenger SET decision = ? WHERE run = ?').run(decision, run)
}

/** What was in force, oldest first; null = of all datasets. */
export const listInForce = (db: Project, dataset: number | null): InForce[] =>
  sql<InForce>(
    db,
    'SELECT dataset, run, name, since, author, how FROM in_force WHERE (? IS NULL OR dataset = ?) ORDER BY id',
  ).all(dataset, dataset)

/** Writes down that a run is in force from now on; the one that is in force already is not noted twice. */
export function noteInForce(db: Project, now: Omit<InForce, 'since'>, since = Date.now()): void {
  if (listInForce(db, now.dataset).at(-1)?.run === now.run) return
  sql(db, 'INSERT INTO in_force (dataset, run, name, since, author, how) VALUES (?, ?, ?, ?, ?, ?)').run(
    now.dataset,
    now.run,
    now.name,
    since,
    now.author,
    now.how,
  )
}

/**
 * Has every source of a dataset scored by a run from now on. Alarms of the run before have ended with it, and rows that it has judged raise
 * no alarm a second time.
 */
export function putInForce(db: Project, now: Omit<InForce, 'since'>): void {
  write(db, () => {
    sql(db, 'UPDATE source SET run = ?, since = ? WHERE dataset = ?').run(
      now.run,
      getDataset(db, now.dataset).end,
      now.dataset,
    )
    sql(db, 'UPDATE alarm SET ended = 1 WHERE dataset = ? AND monitor IS NULL AND run <> ? AND ended = 0').run(
      now.dataset,
      now.run,
    )
    noteInForce(db, now)
  })
}

/** After how many answered alarms a challenger is trained by itself; null = never. */
export function setRetrainAfter(db: Project, dataset: number, answers: number | null): void {
  sql(db, `UPDATE source SET settings = json_set(settings, '$.retrainAfter', ?) WHERE dataset = ?`).run(
    answers,
    dataset,
  )
}

/** Datasets under watch. */
export function championStates(db: Project): ChampionState[] {
  const sources = listSources(db)
  const challengers = listChallengers(db)
  return [...new Set(sources.map(({ dataset }) => dataset))].map((dataset) => {
    const own = sources.filter((one) => one.dataset === dataset)
    const run = own.findLast((one) => one.run !== null)?.run ?? null
    const { answered } = sql<{ answered: number }>(
      db,
      `SELECT count(*) AS answered FROM alarm WHERE dataset = ? AND state IN ('confirmed', 'false') AND answered_at > max(
         coalesce((SELECT model.created FROM model JOIN run ON run.model = model.id WHERE run.id = ?), 0),
         coalesce((SELECT max(made) FROM challenger JOIN run ON run.id = challenger.run WHERE run.dataset = ?), 0))`,
    ).get(dataset, run, dataset)!
    return {
      dataset,
      run,
      name: sql<{ name: string }>(db, 'SELECT name FROM run WHERE id = ?').get(run)?.name ?? null,
      changes: listInForce(db, dataset).length,
      answered,
      retrainAfter: own.findLast((one) => one.settings.retrainAfter !== null)?.settings.retrainAfter ?? null,
      waiting: challengers.filter((one) => one.champion === run && one.decision === null),
    }
  })
}

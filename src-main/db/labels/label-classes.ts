import { counted } from '../../shared/counted.ts'
import { StudioError, badInput } from '../../shared/errors.ts'
import type { LabelClass } from '../../shared/project.ts'
import type { Project } from '../project.ts'
import { newId, sql, write } from '../file/statement.ts'

/** Nine hues that stay apart for most colour-blind eyes and keep 3:1 against white and against near-black. */
export const palette = [
  '#d9480f',
  '#1c7ed6',
  '#2b8a3e',
  '#ae3ec9',
  '#a07400',
  '#0b8599',
  '#e64980',
  '#5c7cfa',
  '#868e96',
] as const

const plainColour = /^(#[0-9a-f]{3,8}|[a-z]+|(rgb|hsl)a?\([\d\s.,%/]+\))$/i

interface ClassRow extends Omit<LabelClass, 'anomalous' | 'exclusive'> {
  anomalous: number
  exclusive: number
}

const columns = 'id, name, colour, key, anomalous, exclusive'
const classOf = (row: ClassRow): LabelClass => ({
  ...row,
  colour: plainColour.test(row.colour) ? row.colour : palette[palette.length - 1],
  key: row.key !== null && /^[1-9]$/.test(row.key) ? row.key : null,
  anomalous: row.anomalous === 1,
  exclusive: row.exclusive === 1,
})

export function listClasses(db: Project): LabelClass[] {
  return sql<ClassRow>(db, `SELECT ${columns} FROM label_class WHERE NOT removed ORDER BY id`).all().map(classOf)
}

/** Ids of the classes whose labels mark anomalies, removed ones among them. */
export function anomalousClasses(db: Project): Set<number> {
  return new Set(
    sql<{ id: number }>(db, 'SELECT id FROM label_class WHERE anomalous')
      .all()
      .map(({ id }) => id),
  )
}

export interface ClassDraft {
  name: string
  /** CSS colour; without one, the next of the palette. */
  colour?: string
  /** 1–9; null = none; left out = the lowest that is free. */
  key?: string | null
  /** Left out: true. */
  anomalous?: boolean
  /** Left out: false. */
  exclusive?: boolean
}

/** Throws bad-input where the name or the key is taken. */
export function createClass(db: Project, draft: ClassDraft): LabelClass {
  return write(db, () => {
    const classes = listClasses(db)
    const name = draft.name.trim()
    refuseTaken(classes, { name, key: draft.key })
    const key = draft.key === undefined ? freeKey(classes) : draft.key
    const colour = draft.colour === undefined ? freeColour(classes) : checkedColour(draft.colour)
    // A removed class of that name comes back as it was: labels that undo restores still point to it.
    const old = sql<{ id: number }>(db, 'SELECT id FROM label_class WHERE removed AND name = ? COLLATE NOCASE').get(
      name,
    )
    const rules = [Number(draft.anomalous ?? true), Number(draft.exclusive ?? false)]
    if (old) {
      sql(
        db,
        'UPDATE label_class SET name = ?, colour = ?, key = ?, anomalous = ?, exclusive = ?, removed = 0 WHERE id = ?',
      ).run(name, colour, key, ...rules, old.id)
      return getClass(db, old.id)
    }
    return getClass(
      db,
      newId(
        sql(db, 'INSERT INTO label_class (name, colour, key, anomalous, exclusive) VALUES (?, ?, ?, ?, ?)').run(
          name,
          colour,
          key,
          ...rules,
        ),
      ),
    )
  })
}

export function changeClass(db: Project, id: number, change: Partial<ClassDraft>): LabelClass {
  return write(db, () => {
    const before = getClass(db, id)
    const name = change.name?.trim() ?? before.name
    refuseTaken(
      listClasses(db).filter((other) => other.id !== id),
      { name, key: change.key },
    )
    // Out of the way of a new name, where a removed class still has it.
    sql(db, `UPDATE label_class SET name = name || ' #' || id WHERE removed AND name = ? COLLATE NOCASE`).run(name)
    sql(db, 'UPDATE label_class SET name = ?, colour = ?, key = ?, anomalous = ?, exclusive = ? WHERE id = ?').run(
      name,
      change.colour === undefined ? before.colour : checkedColour(change.colour),
      change.key === undefined ? before.key : change.key,
      Number(change.anomalous ?? before.anomalous),
      Number(change.exclusive ?? before.exclusive),
      id,
    )
    return getClass(db, id)
  })
}

/** Throws bad-input while labels still use it, or where it is the last one. */
export function removeClass(db: Project, id: number): void {
  write(db, () => {
    const { name } = getClass(db, id)
    const used = sql<{ n: number }>(
      db,
      'SELECT count(*) AS n FROM label JOIN label_set ON label_set.id = label.label_set WHERE class = ? AND NOT label_set.removed',
    ).get(id)!.n
    if (used > 0)
      throw badInput(
        `The class "${name}" is used by ${counted(used, 'label')}. Give ${used === 1 ? 'it' : 'them'} another class first.`,
      )
    if (listClasses(db).length === 1) throw badInput(`"${name}" is the only label class. A project keeps at least one.`)
    sql(db, 'UPDATE label_class SET removed = 1, key = NULL WHERE id = ?').run(id)
  })
}

/** Throws not-found for one that is not there, or was removed. */
export function getClass(db: Project, id: number): LabelClass {
  const found = sql<ClassRow>(db, `SELECT ${columns} FROM label_class WHERE id = ? AND NOT removed`).get(id)
  if (!found) throw new StudioError('not-found', 'That label class is not in the project any more.')
  return classOf(found)
}

/** Brings removed classes back, because restored labels need them. */
export function reviveClasses(db: Project, ids: Iterable<number>): void {
  const revive = sql(db, 'UPDATE label_class SET removed = 0 WHERE id = ? AND removed')
  for (const id of new Set(ids)) revive.run(id)
}

function refuseTaken(others: LabelClass[], { name, key }: { name: string; key?: string | null }): void {
  const same = others.find((other) => other.name.toLowerCase() === name.toLowerCase())
  if (same) throw badInput(`There is already a label class named "${same.name}".`)
  const owner = key ? others.find((other) => other.key === key) : undefined
  if (owner) throw badInput(`The key ${key} belongs to the class "${owner.name}".`)
}

function freeKey(classes: LabelClass[]): string | null {
  return [...'123456789'].find((key) => !classes.some((other) => other.key === key)) ?? null
}

function freeColour(classes: LabelClass[]): string {
  const times = (colour: string) => classes.filter((other) => other.colour === colour).length
  return [...palette].sort((a, b) => times(a) - times(b))[0]
}

/** A colour ends up in the page's styles: nothing but a plain colour may get there. */
function checkedColour(colour: string): string {
  if (plainColour.test(colour)) return colour
  throw badInput(`"${colour}" is not a colour. Write it as #rrggbb.`)
}

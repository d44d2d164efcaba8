import { badInput } from '../shared/errors.ts'
import type { SavedLayout } from '../shared/data/lane-layout.ts'
import type { Project } from './project.ts'
import { sql, write } from './file/statement.ts'
import { storedOrNull } from './file/stored.ts'
import { storedLayout } from './file/stored-values.ts'

/** Layouts of lanes, by name. One that is damaged is left out: the lanes can be arranged again. */
export const listLayouts = (db: Project): SavedLayout[] =>
  sql<{ name: string; layout: string }>(db, 'SELECT name, layout FROM lane_layout ORDER BY name')
    .all()
    .flatMap(({ name, layout: text }) => {
      const layout = storedOrNull(text, storedLayout)
      return layout ? [{ name, layout }] : []
    })

export function saveLayout(db: Project, { name, layout }: SavedLayout): void {
  write(db, () => {
    sql(db, 'INSERT OR REPLACE INTO lane_layout (name, layout) VALUES (?, ?)').run(name, JSON.stringify(layout))
  })
}

/** Throws bad input where another layout has the new name. */
export function renameLayout(db: Project, name: string, to: string): void {
  if (name === to) return
  write(db, () => {
    if (sql(db, 'SELECT 1 FROM lane_layout WHERE name = ?').get(to))
      throw badInput(`There is a layout “${to}” already. Give another name, or remove that one first.`)
    sql(db, 'UPDATE lane_layout SET name = ? WHERE name = ?').run(to, name)
  })
}

export function removeLayout(db: Project, name: string): void {
  write(db, () => {
    sql(db, 'DELETE FROM lane_layout WHERE name = ?').run(name)
  })
}

import { z } from 'zod'
import type { Project } from './project.ts'
import { sql } from './file/statement.ts'
import { storedOrNull } from './file/stored.ts'

const flag = { what: 'setting of the project', schema: z.boolean() }

/** Whether the system tells of new alarms: of each project for itself. */
export const notifySetting = 'alarm notifications'

/** A setting of the project; `otherwise` where it was never set. */
export function getSetting(db: Project, key: string, otherwise: boolean): boolean {
  const row = sql<{ value: string }>(db, 'SELECT value FROM setting WHERE key = ?').get(key)
  return (row && storedOrNull(row.value, flag)) ?? otherwise
}

export function putSetting(db: Project, key: string, value: boolean): void {
  sql(db, 'INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value').run(
    key,
    JSON.stringify(value),
  )
}

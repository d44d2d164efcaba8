import { badInput } from '../shared/errors.ts'
import type { ChannelLimits } from '../shared/data/quality.ts'
import type { Project } from './project.ts'
import { sql, write } from './file/statement.ts'

/** The limits that were typed for channels of a dataset. */
export function listChannelLimits(db: Project, dataset: number): ChannelLimits[] {
  return sql<ChannelLimits>(
    db,
    `SELECT channel_limit.channel, low, high FROM channel_limit JOIN channel ON channel.id = channel_limit.channel
     WHERE channel.dataset = ? ORDER BY channel.position`,
  ).all(dataset)
}

/** Sets the limits of a channel; without either, it has none. Throws bad-input where the lower is not below the higher. */
export function setChannelLimits(db: Project, dataset: number, limits: ChannelLimits, author: string): void {
  const { channel, low, high } = limits
  if (low !== null && high !== null && !(low < high))
    throw badInput(`The lower limit, ${low}, has to be below the higher one, ${high}.`)
  if (!sql(db, 'SELECT 1 FROM channel WHERE id = ? AND dataset = ?').get(channel, dataset))
    throw badInput('That channel is not in the dataset any more.')
  write(db, () => {
    sql(db, 'DELETE FROM channel_limit WHERE channel = ?').run(channel)
    if (low !== null || high !== null)
      sql(db, 'INSERT INTO channel_limit (channel, low, high, author, at) VALUES (?, ?, ?, ?, ?)').run(
        channel,
        low,
        high,
        author,
        Date.now(),
      )
  })
}

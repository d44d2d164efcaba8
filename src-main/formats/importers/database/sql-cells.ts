import { missingMarkers, noWords, yesWords } from '../columns/cells.ts'
import { quote } from './duckdb.ts'

/**
 * SQL: is the text, in lower case, one of the words? Never written with IN: DuckDB turns a longer list into a join, and a join
 * loses the order of the file.
 */
const isOneOf = (text: string, words: readonly string[]) =>
  `list_contains([${words.map(quote).join(', ')}], lower(trim(${text})))`

/** SQL: a text, or null where it stands for a missing value. */
export const presentSql = (text: string) => `case when ${isOneOf(text, missingMarkers)} then null else ${text} end`

/** SQL: 0 or 1 from a text; 2 for another number than 0 and 1, 3 for another text; null where missing. */
export const labelSql = (
  text: string,
) => `case when ${text} = '0' then 0 when ${text} = '1' then 1 when ${text} = '0.0' then 0 when ${text} = '1.0' then 1
  when ${presentSql(text)} is null then null
  when ${isOneOf(text, noWords)} then 0
  when ${isOneOf(text, yesWords)} then 1
  when try_cast(replace(${text}, ',', '.') as double) is null then 3
  when try_cast(replace(${text}, ',', '.') as double) = 0 then 0
  when try_cast(replace(${text}, ',', '.') as double) = 1 then 1
  else 2 end`

import { badInput } from '../../../shared/errors.ts'
import type { ImportRecipe } from '../../../shared/importing/recipe.ts'
import { timeColumnsOf } from '../columns/columns.ts'
import type { LongPlan } from './names.ts'
import { pairPlan } from './pair-rows.ts'
import type { Stack } from '../shape/stacked.ts'
import type { PlannedColumn, RowPlan } from './row-plan.ts'

/** Where the rows of a text stand. names — all columns of the file, in order. */
export interface TextShape {
  delimiter: string
  width: number
  linesAbove: number
  /** The last line of the table, where another one follows. */
  endLine?: number
  ragged?: boolean
  again: string[] | null
  stack: Stack | null
  names: string[]
}

/** How the rows are read by a recipe. Throws bad-input for a column that the file does not have. */
export function rowPlan(shape: TextShape, recipe: ImportRecipe): RowPlan {
  const places = new Map(shape.names.map((name, i) => [name, i]))
  const at = (name: string) => {
    const i = places.get(name)
    if (i === undefined)
      throw badInput(`There is no column "${name}" in this file. Its columns: ${shape.names.slice(0, 30).join(', ')}.`)
    return i
  }
  const value = (column: string, missing: number[] = [], words = false): PlannedColumn => ({
    index: at(column),
    role: 'value',
    missing,
    switch: words,
  })
  const { long, time } = recipe
  const columns: PlannedColumn[] = long
    ? [
        ...[long.values, ...(long.moreValues ?? [])].map((column) => ({
          ...value(column, [], true),
          ...(long.quality === undefined ? {} : { quality: at(long.quality) }),
        })),
        ...[long.names, ...(long.moreNames ?? [])].map((column): PlannedColumn => ({
          index: at(column),
          role: 'name',
          missing: [],
          switch: false,
        })),
      ]
    : [
        ...recipe.channels
          .filter((channel) => channel.include)
          .map((channel) => ({
            ...value(channel.column, channel.missing, channel.switch),
            states: channel.states,
            unit: channel.unit,
            ...(channel.quality === undefined ? {} : { quality: at(channel.quality) }),
          })),
        ...recipe.labelColumns.map((column): PlannedColumn => ({
          index: at(column),
          role: 'label',
          missing: [],
          switch: false,
        })),
      ]
  return {
    pairs: recipe.pairs && !long ? pairPlan(shape.names, recipe, columns) : null,
    delimiter: shape.delimiter,
    decimal: recipe.decimal,
    skipLines: shape.linesAbove,
    ...(shape.endLine === undefined ? {} : { endLine: shape.endLine }),
    width: shape.width,
    ...(shape.ragged ? { ragged: true } : {}),
    header: shape.again,
    stack: columns.some(({ index }) => index >= shape.width) ? shape.stack : null,
    comment: recipe.comment ?? null,
    time:
      time.kind === 'steps'
        ? null
        : {
            columns: timeColumnsOf(time).map(at),
            prefix: time.prefix ?? '',
            format: time.format,
            ...(time.held ? { held: true } : {}),
          },
    columns,
  }
}

export function longPlan({ long }: ImportRecipe, fill?: 'last' | 'empty'): LongPlan | null {
  if (!long) return null
  const values = [long.values, ...(long.moreValues ?? [])]
  const names = [long.names, ...(long.moreNames ?? [])]
  return {
    values: values.map((_, i) => i),
    valueColumns: values,
    names: names.map((_, i) => values.length + i),
    nameColumns: names,
    fill,
  }
}

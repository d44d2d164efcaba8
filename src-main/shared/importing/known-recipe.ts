import { z } from 'zod'
import { importRecipe, type ImportPreview, type ImportRecipe } from './recipe.ts'

/** What a file looks like before anybody has changed anything: by this the next one of its kind is recognised. */
const fileShape = z.object({
  /** "Excel workbook", from the outermost packing on. */
  packings: z.array(z.string()),
  columns: z.array(z.object({ name: z.string(), type: z.enum(['number', 'time', 'text', 'empty']) })),
})
type FileShape = z.infer<typeof fileShape>

/** How files of one shape are read, under a name. */
export const knownRecipe = z.object({
  name: z.string().min(1).max(200),
  shape: fileShape,
  recipe: importRecipe,
  /** Settings that a person has chosen; the others may be guessed anew where they belong to one file and not to its kind. */
  chosen: z.array(z.string()),
  /** Epoch milliseconds. */
  saved: z.number(),
})
export type KnownRecipe = z.infer<typeof knownRecipe>

/** A recipe in a list. */
export interface RecipeInfo {
  name: string
  columns: string[]
  saved: number
}

export const shapeOf = ({ columns, packings }: ImportPreview): FileShape => ({
  packings: (packings ?? []).map((packing) => packing.kind),
  columns: columns.map(({ name, type }) => ({ name, type })),
})

/** The same columns in the same order. A column may be empty this month; numbers and texts do not become each other. */
export const isSameShape = (a: FileShape, b: FileShape): boolean =>
  a.columns.length === b.columns.length &&
  a.packings.join() === b.packings.join() &&
  a.columns.every(
    ({ name, type }, i) =>
      name === b.columns[i].name && (type === b.columns[i].type || type === 'empty' || b.columns[i].type === 'empty'),
  )

/** Where the table begins differs from file to file: preambles grow. */
const ofOneFile = ['skipLines', 'inside', 'encoding']

/** The settings of a recipe for another file, whose own guesses are given. */
export function settingsFrom({ recipe, chosen }: KnownRecipe, guessed: ImportRecipe): Partial<ImportRecipe> {
  const settings: Partial<ImportRecipe> = Object.fromEntries(
    Object.entries(recipe).filter(([key]) => !ofOneFile.includes(key) || chosen.includes(key)),
  )
  // Where a table ends, also by hand, says nothing of a longer one.
  delete settings.endLine
  // A start that a file states is its own.
  if (recipe.time.kind === 'steps' && guessed.time.kind === 'steps' && !chosen.includes('time')) delete settings.time
  // So is the date or the year that stands before its times.
  if (recipe.time.kind === 'column' && recipe.time.prefix !== undefined && !chosen.includes('time')) {
    if (guessed.time.kind === 'column' && guessed.time.prefix !== undefined)
      settings.time = { ...recipe.time, prefix: guessed.time.prefix }
  }
  return settings
}

/** What a file lacks of the columns that a recipe names; null where it has them. */
export function lackingColumns({ channels }: ImportRecipe, { columns }: ImportPreview): string | null {
  const lacking = channels.filter((c) => c.include && !columns.some((column) => column.name === c.column))
  return lacking.length === 0 ? null : `it has no column named ${lacking.map((c) => `"${c.column}"`).join(', ')}.`
}

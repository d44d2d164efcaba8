import { z } from 'zod'
import type { Dataset, Lane } from '../project.ts'
import { importRecipe, type ImportPreview } from '../recipe.ts'
import { id, name, nothing, reply, text, time, token } from './call.ts'

export const dataCalls = {
  'datasets.list': reply<Dataset[]>()(nothing),
  'datasets.change': reply<Dataset>()(
    z.object({ dataset: id, name: name.optional(), zone: z.string().optional(), labelled: z.boolean().optional() }),
  ),
  'datasets.changeChannel': reply<Dataset>()(
    z.object({
      channel: id,
      name: name.optional(),
      unit: z.string().max(40).nullable().optional(),
      description: text.optional(),
    }),
  ),
  'datasets.remove': reply<void>()(z.object({ dataset: id })),

  'import.preview': reply<ImportPreview>()(z.object({ file: token, changed: importRecipe.partial().nullable() })),
  'import.start': reply<{ job: number }>()(z.object({ file: token, name, recipe: importRecipe })),

  /** Lanes for the screen. width — pixels. At most about 4 points per pixel come back. */
  'view.read': reply<Lane[]>()(
    z.object({
      dataset: id,
      series: z.array(id).max(200),
      start: time,
      end: time,
      width: z.number().int().min(1).max(10_000),
    }),
  ),
  /** The exact row nearest to a time: what the cursor shows. */
  'view.at': reply<{ row: number; time: number; values: (number | null)[] }>()(
    z.object({ dataset: id, series: z.array(id).max(200), time }),
  ),
} as const

import { z } from 'zod'
import type { JoinPlan } from '../importing/joining.ts'
import type { RecipeInfo } from '../importing/known-recipe.ts'
import { alignment } from '../data/alignment.ts'
import { laneLayout, type SavedLayout } from '../data/lane-layout.ts'
import type { Dataset, Lane } from '../project.ts'
import { importRecipe, type ImportPreview, type WholeLook } from '../importing/recipe.ts'
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

  /** What it would do to append another dataset's rows, or to put them in the place of all; nothing is changed. */
  'datasets.planJoin': reply<JoinPlan>()(z.object({ dataset: id, other: id, how: z.enum(['append', 'replace']) })),
  /** Does it, with the other's labels; the other dataset is removed then. */
  'datasets.join': reply<{ job: number }>()(z.object({ dataset: id, other: id, how: z.enum(['append', 'replace']) })),

  /** Makes a dataset of several, side by side on one clock, with their labels; they stay as they are. */
  'datasets.align': reply<{ job: number }>()(z.object({ name, datasets: z.array(id).min(2).max(200), alignment })),

  /** recipe — the name of one to read by; null for none; where it is not given, one that fits the file is used and named. */
  'import.preview': reply<ImportPreview>()(
    z.object({ file: token, changed: importRecipe.partial().nullable(), recipe: name.nullish() }),
  ),
  /** The whole file is read with these settings, and nothing is stored: what an import would find. null — it is too long for that. */
  'import.look': reply<WholeLook | null>()(z.object({ file: token, recipe: importRecipe })),
  'import.start': reply<{ job: number }>()(z.object({ file: token, name, recipe: importRecipe })),

  'recipes.list': reply<RecipeInfo[]>()(nothing),
  /** Keeps how a file is read under a name, for the next of its shape. chosen — the settings that the person changed. */
  'recipes.save': reply<void>()(
    z.object({ file: token, name, recipe: importRecipe, chosen: z.array(z.string().max(40)).max(40) }),
  ),
  'recipes.rename': reply<void>()(z.object({ name, to: name })),
  'recipes.remove': reply<void>()(z.object({ name })),
  /** file: from files.pickSave. */
  'recipes.export': reply<void>()(z.object({ name, file: token })),
  /** Answers the name under which it is kept. */
  'recipes.import': reply<string>()(z.object({ file: token })),

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
  /** The layouts of lanes that are kept with the project, by name. */
  'view.layouts': reply<SavedLayout[]>()(nothing),
  /** Keeps a layout under a name, in the place of one that has it. */
  'view.saveLayout': reply<void>()(z.object({ name, layout: laneLayout })),
  'view.renameLayout': reply<void>()(z.object({ name, to: name })),
  'view.removeLayout': reply<void>()(z.object({ name })),
} as const

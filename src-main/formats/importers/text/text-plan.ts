import type { ImportRecipe } from '../../../shared/importing/recipe.ts'
import type { LongPlan } from './names.ts'
import type { TextSource } from './read-rows.ts'
import type { RowPlan } from './row-plan.ts'

/** How the rows of a text become a dataset. */
export interface TextPlan {
  source: TextSource
  rows: RowPlan
  recipe: ImportRecipe
  /** One row per value. */
  long: LongPlan | null
}

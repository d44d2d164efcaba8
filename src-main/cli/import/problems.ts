import type { ImportProblem } from '../../shared/importing/recipe.ts'

/** Preview and import may say the same. */
export const unique = (problems: ImportProblem[]) =>
  problems.filter((problem, i) => problems.findIndex((other) => other.message === problem.message) === i)

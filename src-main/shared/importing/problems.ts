import type { ImportProblem } from './recipe.ts'

/** Preview and import may say the same. */
export const unique = (problems: readonly ImportProblem[]) =>
  problems.filter((problem, i) => problems.findIndex((other) => other.message === problem.message) === i)

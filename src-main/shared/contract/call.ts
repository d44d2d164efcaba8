import { z } from 'zod'

/** One call: what goes in (checked on arrival) and what comes out. */
export function reply<R>() {
  return <A extends z.ZodType>(args: A) => ({ args, result: undefined as unknown as R })
}

/** Pieces of arguments. */
export const id = z.number().int().positive()
export const time = z.number().finite()
export const range = z.object({ start: time, end: time })
export const seed = z
  .number()
  .int()
  .min(0)
  .max(2 ** 31)
export const paramValues = z.record(z.string(), z.union([z.number(), z.string(), z.boolean()]))
export const token = z.string().min(1).max(200)
export const name = z.string().trim().min(1).max(200)
export const text = z.string().max(10_000)
export const nothing = z.object({}).strict()

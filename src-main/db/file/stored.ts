import type { z } from 'zod'
import { StudioError } from '../../shared/errors.ts'

/**
 * JSON that lies in the project file. A file may come from anywhere, so nothing in it is believed before it has passed its schema.
 * what — what it is, after "the": "training ranges".
 */
export interface StoredJson<T> {
  what: string
  schema: z.ZodType<T>
}

/** The value, or null where it is not what it should be. */
export function storedOrNull<T>(text: string, { schema }: StoredJson<T>): T | null {
  try {
    const checked = schema.safeParse(JSON.parse(text))
    return checked.success ? checked.data : null
  } catch {
    return null
  }
}

/** The value. Throws corrupt. of — whose it is, for the sentence: 'model "PCA"'. */
export function readStored<T>(text: string, stored: StoredJson<T>, of: string): T {
  const value = storedOrNull(text, stored)
  if (value === null)
    throw new StudioError(
      'corrupt',
      `The ${stored.what} of the ${of} cannot be read: the project file is damaged there.`,
    )
  return value
}

/** Reads the parts of one row, and remembers what of it cannot be read instead of taking the whole list down. */
export function faultyRow() {
  const faults: string[] = []
  return {
    faults,
    /** instead — what is shown in its place. */
    read<T>(text: string, stored: StoredJson<T>, instead: T): T {
      const value = storedOrNull(text, stored)
      if (value === null) faults.push(stored.what)
      return value ?? instead
    },
    check(fine: boolean, what: string): boolean {
      if (!fine) faults.push(what)
      return fine
    },
    /** A sentence that names what is damaged; null where nothing is. */
    sentence(then: string): string | null {
      if (faults.length === 0) return null
      const [last, ...others] = [...faults].reverse()
      const named = others.length ? `${others.reverse().join(', ')} and ${last}` : last
      return `Damaged in the project file: ${named}. ${then}`
    },
  }
}

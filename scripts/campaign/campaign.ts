/** How one attempt to break something went. file — what repeats a failure, where there is one. */
export interface Outcome {
  kind: 'right' | 'refused' | 'failed'
  /** What was tried, in a few words. */
  what: string
  /** The sentence with which it was refused, or what is wrong. */
  said: string
  file?: string
}

export interface Campaign {
  /** Its option on the command line. */
  id: string
  /** What it tries, in a sentence. */
  what: string
  /** One attempt in a folder of its own, determined by its seed alone. */
  attempt(seed: number, folder: string): Promise<Outcome>
}

/** Words that a person must never read: those of libraries and of code. */
export const libraryWords =
  /sqlite|sql |tensor|zod|undefined|not a function|cannot read prop|json|unexpected (token|end)|iterable|invalid array|ENOENT|EACCES|TypeError|went wrong inside/i

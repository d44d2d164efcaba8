/** Says what is being done; with a fraction from 0 to 1 where it is known. Lines with the same beginning follow each other. */
export type Report = (line: string, fraction?: number) => void

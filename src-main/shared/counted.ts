/** A whole number with its thousands set apart: 12,345. */
export const count = (n: number) => Math.round(n).toLocaleString('en-GB')

export const plural = (n: number, one: string, many = `${one}s`) => (n === 1 ? one : many)

/** How many there are of something: "1 label", "2,000 labels". */
export const counted = (n: number, one: string, many?: string) => `${count(n)} ${plural(n, one, many)}`

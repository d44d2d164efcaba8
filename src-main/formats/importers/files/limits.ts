/** No line of a table is longer, in bytes; one that is, is refused before it fills the memory. */
export const longestLine = 2_000_000

/** The last moment that a date can hold, in ms; later ones are no times. */
export const latestTime = 8.64e15

/** Row ids of the project file. */
export type Id = number

/** One change of the project file's layout. One file each, listed in index.ts. */
export interface Migration {
  /** What it changes, in a few words. */
  name: string
  up: string
}

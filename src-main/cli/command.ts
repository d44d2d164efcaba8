import type { Command } from 'commander'

/** One command of the command line: adds itself to the program. One file each, listed in commands.ts. */
export type AddCommand = (program: Command) => void

/** Collects an option that may be given several times. */
export const collect = (value: string, before: string[]): string[] => [...before, value]

/** The declaration of `tempered`'s limit. */
export const limitParam = {
  kind: 'number',
  default: 10,
  min: 0,
  max: 1e6,
  unit: 'deviations',
  label: 'Counted in full',
  advanced: true,
  help: 'Of several channels, one that is farther off than this counts little more, so that it does not hide the others. 0 = without limit.',
} as const

/** One channel alone hides nothing. */
export const limitFor = (channels: number, limit: number | undefined) => (channels > 1 ? limit : 0)

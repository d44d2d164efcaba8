import { z } from 'zod'

/** A command of the page as a menu of the system shows it. */
export const menuEntry = z.object({
  id: z.string().max(60),
  title: z.string().max(120),
  group: z.string().max(30),
  /** As the page writes it: "Ctrl+Shift+Z". */
  key: z.string().max(40).nullable(),
  enabled: z.boolean(),
})
export type MenuEntry = z.infer<typeof menuEntry>

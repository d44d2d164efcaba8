import { Menu, type MenuItemConstructorOptions } from 'electron'
import type { MenuEntry } from '../shared/menu.ts'

type Item = MenuItemConstructorOptions

/** What a click on the menu leads to. */
export interface MenuActions {
  run(command: string): void
  openRecent(id: string): void
  newWindow(): void
}

export interface MenuContents {
  entries: readonly MenuEntry[]
  recent: readonly { id: string; name: string }[]
}

/**
 * The menus, made of the page's own commands, in step with what can be done at the moment. Keys are shown and not taken: the
 * page has them, because in a field they mean the text. On a Mac a menu always takes its keys, so only those with ⌘ are shown.
 * Undo and redo are the page's too: there they undo labels, and in a text field the text.
 */
export function menuTemplate(
  platform: NodeJS.Platform,
  { entries, recent }: MenuContents = { entries: [], recent: [] },
  actions: MenuActions = { run() {}, openRecent() {}, newWindow() {} },
): Item[] {
  const mac = platform === 'darwin'
  const item = ({ id, title, key, enabled }: MenuEntry): Item => ({
    id,
    label: title,
    enabled,
    click: () => actions.run(id),
    ...(key && (!mac || /Ctrl/.test(key)) && { accelerator: accelerator(key), registerAccelerator: false }),
  })
  const those = (fits: (entry: MenuEntry) => boolean) => entries.filter(fits).map(item)
  const help = new Set(['window.help', 'window.tour', 'window.keys', 'window.log', 'window.about'])
  const goes = (e: MenuEntry) => /^dataset\.|\.(next|previous)/.test(e.id)
  const undoes = (e: MenuEntry) => /^label\.(undo|redo)$/.test(e.id)
  const shows = (e: MenuEntry) => (e.group === 'View' || e.group === 'Window') && !help.has(e.id)
  const exports = (e: MenuEntry) => /^report\.|\.export$/.test(e.id)
  const menu = (label: string, ...parts: Item[][]): Item => ({
    label,
    submenu: parts.filter((part) => part.length > 0).flatMap((part, at) => (at === 0 ? part : [separator, ...part])),
  })
  const newWindow: Item = {
    label: 'New window',
    accelerator: 'CommandOrControl+Shift+N',
    click: () => actions.newWindow(),
  }
  const openRecent: Item = {
    label: 'Open recent',
    enabled: recent.length > 0,
    submenu: recent.map(({ id, name }) => ({ label: name, click: () => actions.openRecent(id) })),
  }
  const isProject = (e: MenuEntry) => e.group === 'Project' && !goes(e)
  return [
    ...(mac ? [{ role: 'appMenu' } as const] : []),
    menu(
      'File',
      [newWindow, ...those((e) => isProject(e) && /new|open$|sample/.test(e.id)), openRecent],
      those((e) => isProject(e) && !/new|open$|sample|close/.test(e.id)),
      those(exports),
      [...those((e) => e.id === 'project.close'), { role: mac ? 'close' : 'quit' }],
    ),
    menu('Edit', those(undoes), [{ role: 'cut' }, { role: 'copy' }, { role: 'paste' }, { role: 'selectAll' }]),
    menu(
      'View',
      those((e) => shows(e) && !goes(e)),
      [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        separator,
        { role: 'togglefullscreen' },
        { role: 'toggleDevTools' },
      ],
    ),
    menu('Go', those(goes)),
    menu(
      'Label',
      those((e) => e.group === 'Label' && !undoes(e) && !goes(e)),
      those((e) => e.group === 'Edges' && !goes(e)),
      those((e) => e.group === 'Review' && !goes(e)),
    ),
    menu(
      'Model',
      those((e) => (e.group === 'Model' || e.group === 'Results') && !goes(e) && !exports(e)),
    ),
    { role: 'windowMenu' },
    menu(
      'Help',
      those((e) => help.has(e.id)),
      mac || entries.length > 0 ? [] : [{ role: 'about' }],
    ),
  ]
}

export function installMenu(contents?: MenuContents, actions?: MenuActions): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform, contents, actions)))
}

const separator: Item = { type: 'separator' }
const names: Record<string, string> = { ' ': 'Space', '+': 'Plus', Escape: 'Esc' }

/** "Ctrl+Shift+z" as Electron writes it. */
function accelerator(key: string): string {
  const parts = key === '+' ? ['+'] : key.split(/\+(?=.)/)
  const last = parts.pop()!
  const named = names[last] ?? last.replace(/^Arrow/, '')
  return [...parts.map((part) => (part === 'Ctrl' ? 'CommandOrControl' : part)), named.length === 1 ? named.toUpperCase() : named].join('+') // prettier-ignore
}

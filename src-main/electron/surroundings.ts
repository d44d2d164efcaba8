import { app as electronApp, type BrowserWindow } from 'electron'
import type { App } from '../app/create-app.ts'
import type { MenuEntry } from '../shared/menu.ts'
import type { ProjectState, RecentProject } from '../shared/project.ts'
import type { RaisedAlarms } from '../shared/watch/raised.ts'
import { alarmNotes } from './alarm-notes.ts'
import { watchJobs } from './job-watch.ts'
import { installMenu } from './menu.ts'

/** Whose menus are shown: there is one menu bar, on a Mac even for all windows. */
let front: BrowserWindow | null = null

/** What surrounds the page follows the app: menus, the list of recent documents, the file of the title bar, jobs in the taskbar. */
export function followApp(
  window: BrowserWindow,
  app: App,
  newWindow: () => void,
): { showMenu(entries: readonly MenuEntry[]): void; end(): void } {
  const jobs = watchJobs(window)
  const notes = alarmNotes(window, (command) => app.run(command))
  let entries: readonly MenuEntry[] = []
  let recent: readonly RecentProject[] = []
  const install = () => {
    if (front !== null && front !== window) return
    installMenu(
      { entries, recent },
      {
        newWindow,
        run: (command) => app.run(command),
        openRecent: (id) => void app.call('project.openRecent', { id }).then(tellIfNot),
      },
    )
  }
  const comeToFront = () => {
    front = window
    install()
  }
  const tellIfNot = (answer: Awaited<ReturnType<App['call']>>) => {
    if (!answer.ok) app.tell(answer.error.message)
  }
  const readRecent = async () => {
    const answer = await app.call('project.recent', {})
    recent = answer.ok ? (answer.value as RecentProject[]).filter(({ exists }) => exists) : []
    install()
  }
  const changed = (project: ProjectState | null) => {
    if (window.isDestroyed()) return
    window.setRepresentedFilename(project?.path ?? '')
    if (project) electronApp.addRecentDocument(project.path)
    void readRecent()
  }
  const stop = app.on((name, payload) => {
    if (name === 'jobs.changed') jobs.jobs(payload as Parameters<typeof jobs.jobs>[0])
    if (name === 'alarms.raised') notes.raised(payload as RaisedAlarms)
    if (name === 'project.changed') changed(payload as ProjectState | null)
  })
  window.on('focus', comeToFront)
  comeToFront()
  void readRecent()
  return {
    showMenu(shown) {
      entries = shown
      // A project is in the list a moment after it was opened.
      void readRecent()
    },
    end() {
      if (front === window) front = null
      stop()
      jobs.end()
    },
  }
}

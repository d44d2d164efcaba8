import { closeProject, openProject } from '../../db/file/open.ts'
import type { Project } from '../../db/project.ts'

/** Opens the project file for one engine call and closes it whatever happens. */
export async function withProject<R>(path: string, work: (db: Project) => Promise<R> | R): Promise<R> {
  const db = openProject(path, { role: 'engine' })
  try {
    return await work(db)
  } finally {
    closeProject(db)
  }
}

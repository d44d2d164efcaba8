import { readFile, rename, stat, writeFile } from 'node:fs/promises'
import { getDataset } from '../../db/datasets.ts'
import { badInput } from '../../shared/errors.ts'
import { labelFormatById, parseLabelFile } from '../labels/index.ts'
import type { EngineCalls } from '../protocol.ts'
import { withProject } from './with-project.ts'

/** Labels are typed or exported by tools, not recorded: a larger file is something else. */
const largestBytes = 200 * 2 ** 20

export async function readLabels({ path, name, ...context }: EngineCalls['readLabels']['args']): Promise<EngineCalls['readLabels']['result']> {
  const { size } = await stat(path)
  if (size > largestBytes) throw badInput(`"${name}" has ${Math.round(size / 2 ** 20)} MB: that is too large for a file of labels.`)
  return parseLabelFile(await readFile(path, 'utf8'), name, context)
}

/** Writes beside the file and renames, so that a full disk or a kill leaves the old one. */
export async function writeLabels({ path, format, datasetFile, zone, labels, project, dataset }: EngineCalls['writeLabels']['args']): Promise<EngineCalls['writeLabels']['result']> {
  const { channels, start, end, stepMs } = await withProject(project, (db) => getDataset(db, dataset))
  const { text, leftOut } = labelFormatById(format).write(labels, { datasetFile, zone, channels: channels.map((c) => c.name), start, end, stepMs })
  await writeFile(`${path}.part`, text)
  await rename(`${path}.part`, path)
  return { leftOut }
}

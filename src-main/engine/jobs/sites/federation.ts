import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { detectorById } from '../../../analysis/detectors/index.ts'
import { commonModel } from '../../../analysis/federated/apply.ts'
import { beginFederation, trainAtSite, type Federation } from '../../../analysis/federated/federation.ts'
import { packFederation, packUpdate, unpackFederation, unpackUpdate } from '../../../analysis/federated/file.ts'
import { mergeUpdates } from '../../../analysis/federated/merge.ts'
import { networkSpecs } from '../../../analysis/federated/networks.ts'
import type { Job } from '../../../analysis/job.ts'
import { writeOutput, type Output } from '../../../files/output.ts'
import { badInput } from '../../../shared/errors.ts'
import { defaultsOf, parseParams, type ParamSpecs } from '../../../shared/models/params.ts'
import type { Series } from '../../../shared/data/series.ts'
import { noiseProblem, type FederationLook, type UpdateLook } from '../../../shared/sites/federation.ts'
import type { EngineCalls } from '../../protocol.ts'
import { engineKind } from '../runs/train.ts'
import { withProject } from '../with-project.ts'
import { loadSite } from './load-site.ts'
import { runsOfModel } from './runs-of-model.ts'

/** Begins a federation as a file to hand to every site. Throws bad-input. */
export async function beginFederationAt({
  out,
  ...chosen
}: EngineCalls['beginFederation']['args']): Promise<FederationLook> {
  const problem = noiseProblem(chosen.settings)
  if (problem) throw badInput(problem)
  const { params } = detectorById(chosen.detector)
  // Before its parameters are read: of a detector without weights they say nothing.
  networkSpecs(chosen.detector, chosen.channels.length, defaultsOf<ParamSpecs>(params))
  const federation = beginFederation({ ...chosen, params: parseParams<ParamSpecs>(params, chosen.params) })
  await writeOutput(out, (file) => file.writeFile(packFederation(federation)))
  return lookOf(federation)
}

export const lookAtFederation = async ({
  path,
}: EngineCalls['lookAtFederation']['args']): Promise<EngineCalls['lookAtFederation']['result']> =>
  lookOf(federationIn(path))

export const lookAtUpdate = async ({
  path,
}: EngineCalls['lookAtUpdate']['args']): Promise<EngineCalls['lookAtUpdate']['result']> =>
  updateLookOf(unpackUpdate(bytesOf(path), basename(path)))

/** A site's part of a round, on datasets of the project. */
export function trainFederatedSite(
  { project, federation: path, site, datasets, trainShare, out }: EngineCalls['trainFederatedSite']['args'],
  job: Job,
): Promise<EngineCalls['trainFederatedSite']['result']> {
  const federation = federationIn(path)
  return withProject(project, async (db) => {
    const { series } = loadSite(db, site, datasets)
    await engineKind()
    return handBack(federation, site, firstPart(series, trainShare), { ...out, inputs: [path] }, job)
  })
}

/** Trains what the federation asks for now and writes the update. */
export async function handBack(
  federation: Federation,
  site: string,
  series: Series,
  out: Output,
  job: Job,
): Promise<UpdateLook> {
  const update = await trainAtSite(federation, site, series, job)
  await writeOutput(out, (file) => file.writeFile(packUpdate(update)))
  return updateLookOf(update)
}

/** Merges the updates of a round into the federation of the next one. Throws bad-input, naming the site. */
export async function mergeFederation({
  federation: path,
  updates,
  out,
}: EngineCalls['mergeFederation']['args']): Promise<EngineCalls['mergeFederation']['result']> {
  const given = updates.map((update) => unpackUpdate(bytesOf(update), basename(update)))
  const { federation, refused } = mergeUpdates(federationIn(path), given, unseededNormal())
  await writeOutput({ ...out, inputs: [path, ...updates] }, (file) => file.writeFile(packFederation(federation)))
  return { look: lookOf(federation), refused }
}

/** Runs of the common model on a site's datasets: its threshold comes from the first part of the rows there. */
export function applyFederation(
  { project, federation: path, site, datasets, trainShare }: EngineCalls['applyFederation']['args'],
  job: Job,
): Promise<EngineCalls['applyFederation']['result']> {
  const federation = federationIn(path)
  return withProject(project, async (db) => {
    const { series, parts } = loadSite(db, site, datasets)
    await engineKind()
    const own = firstPart(series, trainShare)
    const { model } = await commonModel(federation, own, job)
    const { sites } = federation.history.at(-1)!
    const name = `${detectorById(model.detector).name} of ${sites.length} sites`
    const learnt = own.times.length
    return { runs: await runsOfModel(db, parts, model, { name, seed: federation.seed, learnt }, job) }
  })
}

/** Throws bad-input where the file is none. */
export const federationIn = (path: string): Federation => unpackFederation(bytesOf(path), basename(path))

function bytesOf(path: string): Uint8Array {
  try {
    return readFileSync(path)
  } catch {
    throw badInput(`"${basename(path)}" is not there any more, or cannot be read.`)
  }
}

function lookOf({ detector, params, channels, units, round, settings, history }: Federation): FederationLook {
  return { detector, name: detectorById(detector).name, params, channels, units, round, settings, history }
}

const updateLookOf = ({ site, round, rows, loss }: UpdateLook): UpdateLook => ({ site, round, rows, loss })

function firstPart({ times, channels, values }: Series, share: number): Series {
  const rows = Math.max(2, Math.floor(share * times.length))
  return { times: times.subarray(0, rows), channels, values: values.map((column) => column.subarray(0, rows)) }
}

/** Standard normal numbers from the machine's own randomness: noise that can be drawn again protects nobody. */
function unseededNormal(): () => number {
  const uniform = () => {
    const bytes = randomBytes(8)
    return (bytes.readUInt32LE(0) * 2 ** 21 + (bytes.readUInt32LE(4) >>> 11)) / 2 ** 53
  }
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())
}

import { createHash } from 'node:crypto'
import { createReadStream, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { type NativeSource, python } from './native-sources.ts'
import { findProgram } from './paths.ts'
import type { Report } from './report.ts'
import { lastLine, run } from './run.ts'

type Fetched = { archive: string } | { why: string }

const limitMs = 15 * 60_000

/** Copies a file out of Maven's repositories. */
const copies = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy'

/** What fetches a source on this machine, or null where it is not there. Both honour the proxies and mirrors that are set for them. */
export function fetcherOf({ from }: NativeSource): string[] | null {
  if ('artifact' in from) {
    const maven = findProgram('mvn')
    // On Windows it is a script, which only the command prompt runs.
    return maven === null ? null : /\.(cmd|bat)$/i.test(maven) ? ['cmd.exe', '/d', '/c', maven] : [maven]
  }
  const pip = findProgram('pip', 'pip3')
  if (pip !== null) return [pip]
  const other = findProgram('python3', 'python')
  return other === null ? null : [other, '-m', 'pip']
}

/** What a person installs so that a source can be fetched. */
export const fetcherName = ({ from }: NativeSource) => ('artifact' in from ? 'Maven' : 'pip')

/** The archive of a source in `folder`, once its check sum is right, or why it could not be had. */
export function fetchLibrary(
  fetcher: string[],
  source: NativeSource,
  folder: string,
  report: Report,
): Promise<Fetched> {
  return 'artifact' in source.from
    ? fetchJar(fetcher, source.from.artifact, source, folder, report)
    : fetchWheel(fetcher, source.from, source, folder, report)
}

async function fetchWheel(
  pip: string[],
  { requirement, tag }: { requirement: string; tag: string },
  { sha256, megabytes }: NativeSource,
  folder: string,
  report: Report,
): Promise<Fetched> {
  const wanted = join(folder, 'requirements.txt')
  writeFileSync(wanted, `${requirement} --hash=sha256:${sha256}\n`)
  // Without --retries 0 and a short timeout pip spends minutes on an index that is not there.
  // prettier-ignore
  const flags = ['--no-deps', '--retries', '0', '--timeout', '3', '--no-input', '--disable-pip-version-check', '--require-hashes',
    '--only-binary=:all:', '--platform', tag, '--implementation', 'cp', '--python-version', python]
  const args = [...pip.slice(1), 'download', ...flags, '-d', folder, '-r', wanted]
  const onTick = (seconds: number) => report(`Fetching libtensorflow with pip (about ${megabytes} MB): ${seconds} s`)
  const ran = await run(pip[0], args, { timeoutMs: limitMs, onTick })
  const file = readdirSync(folder).find((name) => name.endsWith('.whl'))
  if (ran.code === 0 && file) return { archive: join(folder, file) }
  if (ran.timedOut) return { why: 'pip did not finish in 15 minutes' }
  if (/do not match the hashes|hashes? mismatch/i.test(ran.output)) return { why: notAsPublished(requirement) }
  return { why: `pip cannot get ${requirement}: ${lastLine(ran.output)}` }
}

async function fetchJar(
  maven: string[],
  artifact: string,
  { sha256, megabytes }: NativeSource,
  folder: string,
  report: Report,
): Promise<Fetched> {
  const args = [...maven.slice(1), '--batch-mode', copies, `-Dartifact=${artifact}`, `-DoutputDirectory=${folder}`]
  const onTick = (seconds: number) => report(`Fetching libtensorflow with Maven (about ${megabytes} MB): ${seconds} s`)
  const ran = await run(maven[0], args, { timeoutMs: limitMs, onTick })
  const file = readdirSync(folder).find((name) => name.endsWith('.jar'))
  if (ran.timedOut) return { why: 'Maven did not finish in 15 minutes' }
  if (ran.code !== 0 || !file) return { why: `Maven cannot get ${artifact}: ${lastError(ran.output)}` }
  const archive = join(folder, file)
  return (await checkSum(archive)) === sha256 ? { archive } : { why: notAsPublished(artifact) }
}

/** Maven says what went wrong first, and then how to find out more. */
const lastError = (output: string) => lastLine(/^\[ERROR\] (.+)$/m.exec(output)?.[1] ?? output)

const notAsPublished = (from: string) =>
  `what was fetched from ${from} is not what was published (its check sum differs)`

async function checkSum(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

import { posix } from 'node:path'
import type { SaxesParser } from 'saxes'
import type { Entry } from 'yauzl'
import type { Job } from '../../../analysis/job.ts'
import { badInput } from '../../../shared/errors.ts'
import { lookOf, type Look } from './excel-dates.ts'
import { withZip, type ZipContents } from './zip-file.ts'

export interface Workbook {
  zip: ZipContents
  /** Those that people see, in their order. */
  sheets: { name: string; entry: Entry }[]
  /** The texts that cells point to. */
  texts(job: Job): Promise<string[]>
  /** How cells of each style show their number, and where dates count from. */
  looks(): Promise<{ styles: Look[]; from1904: boolean }>
}

/** A part of a workbook other than a sheet; one of more bytes is no list of styles or sheets. */
const mostBytes = 1 << 30

/** Opens an Excel workbook for one piece of work. Throws bad-input where it is none, or damaged. */
export function withWorkbook<T>(path: string, work: (book: Workbook) => Promise<T>): Promise<T> {
  return withZip(path, async (zip) => {
    const at = (name: string) => zip.entries.find((entry) => entry.fileName.replace(/^\//, '') === name)
    const main = at('xl/workbook.xml')
    if (!main)
      throw badInput(
        at('xl/workbook.bin')
          ? 'This is a binary Excel workbook (.xlsb): save it as .xlsx or CSV.'
          : 'This is packed like an Excel workbook and is none: it holds no list of sheets. Export the table as .xlsx or CSV.',
      )
    const targets = new Map<string, string>()
    const links = at('xl/_rels/workbook.xml.rels')
    if (links)
      await tags(zip, links, (name, attributes, isOpening) => {
        if (isOpening && name === 'Relationship')
          targets.set(attributes.Id, posix.join('/xl', attributes.Target).slice(1))
      })
    const found: { name: string; entry: Entry }[] = []
    let from1904 = false
    await tags(zip, main, (name, attributes, isOpening) => {
      if (!isOpening) return
      if (name === 'workbookPr') from1904 = /^(1|true)$/.test(attributes.date1904 ?? '')
      if (name !== 'sheet' || (attributes.state ?? 'visible') !== 'visible') return
      const target = targets.get(Object.entries(attributes).find(([key]) => key.endsWith(':id'))?.[1] ?? '')
      const entry = target === undefined ? undefined : at(targetPath(target))
      // Sheets that hold only a chart have no rows.
      if (entry && /worksheets\//.test(entry.fileName)) found.push({ name: attributes.name, entry })
    })
    if (found.length === 0) throw badInput('The Excel workbook has no sheet that can be seen.')
    return work({
      zip,
      sheets: found,
      texts: async (job) => {
        const shared = at('xl/sharedStrings.xml')
        return shared ? sharedTexts(zip, shared, job) : []
      },
      looks: async () => {
        const styles = at('xl/styles.xml')
        return { styles: styles ? await stylesOf(zip, styles) : [], from1904 }
      },
    })
  })
}

/** Some programs write a prefix before every name: "x:row". */
export const localName = (name: string) => name.slice(name.indexOf(':') + 1)

/** Targets are relative to xl/, or from the root of the archive with a slash before. */
const targetPath = (target: string) => target.replace(/^xl\/xl\//, 'xl/')

async function stylesOf(zip: ZipContents, entry: Entry): Promise<Look[]> {
  const own = new Map<number, string>()
  const styles: Look[] = []
  let within = false
  await tags(zip, entry, (name, attributes, isOpening) => {
    if (name === 'cellXfs') within = isOpening
    if (!isOpening) return
    if (name === 'numFmt') own.set(Number(attributes.numFmtId), attributes.formatCode)
    if (name === 'xf' && within) styles.push(lookOf(Number(attributes.numFmtId), own))
  })
  return styles
}

async function sharedTexts(zip: ZipContents, entry: Entry, job: Job): Promise<string[]> {
  const texts: string[] = []
  let text = ''
  let isText = false
  let reading = 0
  const parser = await newParser()
  parser.on('opentag', ({ name: full }) => {
    const name = localName(full)
    if (name === 'si') text = ''
    // Pronunciations stand beside the text and do not belong to it.
    if (name === 'rPh') reading++
    isText = name === 't' && reading === 0
  })
  parser.on('closetag', ({ name: full }) => {
    const name = localName(full)
    if (name === 'si') texts.push(text)
    if (name === 'rPh') reading--
    isText = false
  })
  parser.on('text', (part) => {
    if (isText) text += part
  })
  await parse(parser, zip, entry, () => job.checkpoint())
  return texts
}

async function tags(
  zip: ZipContents,
  entry: Entry,
  found: (name: string, attributes: Record<string, string>, isOpening: boolean) => void,
): Promise<void> {
  const parser = await newParser()
  parser.on('opentag', ({ name, attributes }) => found(localName(name), attributes, true))
  parser.on('closetag', ({ name }) => found(localName(name), {}, false))
  await parse(parser, zip, entry)
}

const newParser = async () => new (await import('saxes')).SaxesParser()

async function parse(parser: SaxesParser, zip: ZipContents, entry: Entry, each?: () => Promise<void>): Promise<void> {
  if (entry.uncompressedSize > mostBytes)
    throw badInput('The Excel workbook holds more text than can be read. Save the sheet as CSV.')
  parser.on('error', (error) => {
    throw badInput(
      'The Excel workbook is damaged. Open it in Excel and save it again, or save the sheet as CSV.',
      error.message,
    )
  })
  const decoder = new TextDecoder()
  for await (const block of zip.bytes(entry)) {
    parser.write(decoder.decode(block, { stream: true }))
    await each?.()
  }
  parser.close()
}

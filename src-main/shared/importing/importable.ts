import endings from './import-endings.json' with { type: 'json' }

/** Endings of the files that can be imported, with the dot: what importers and containers say of themselves, written down for who knows none of them. */
export const importEndings: readonly string[] = endings

/** What a name tells: not whether the file can be read, but whether somebody would look for it here. */
export const isImportable = (name: string): boolean =>
  importEndings.some((ending) => name.toLowerCase().endsWith(ending))

/** Is it one of the files of a folder that are imported together? JSON beside data says something of them, more often than not. */
export const isData = (name: string): boolean => isImportable(name) && !/\.json$/i.test(name)

/** What a dataset from a file is called: the file's name without its endings, as long as a name may be. */
export function datasetName(file: string): string {
  let name = file
  for (let ending; (ending = importEndings.find((one) => name.toLowerCase().endsWith(one)));)
    name = name.slice(0, -ending.length)
  return (name || file).slice(0, 200)
}

/** Where a command is pasted. */
export const shells = ['sh', 'powershell', 'cmd'] as const
export type Shell = (typeof shells)[number]

export const shellNames: Readonly<Record<Shell, string>> = {
  sh: 'sh, bash and zsh',
  powershell: 'PowerShell',
  cmd: 'the Windows command prompt',
}

/** The words of a command as one line, each quoted so that the shell hands it on as it is. */
export const inShell = (words: readonly string[], shell: Shell): string => words.map(quoting[shell]).join(' ')

const quoting: Readonly<Record<Shell, (word: string) => string>> = {
  sh: (word) => (/^[\w./:@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`),
  // Windows PowerShell hands a double quote on only with a backslash before it, also within single quotes.
  powershell: (word) => (plain.test(word) ? word : `'${forRuntime(word).replaceAll("'", "''")}'`),
  // With a caret before each sign that means something to it, the prompt sees no quotes and hands everything on.
  cmd: (word) => (plain.test(word) ? word : `"${forRuntime(word)}"`.replace(/[()%!^"<>&|]/g, '^$&')),
}

const plain = /^[\w./:\\+-]+$/

/** As programs on Windows read a quoted word: backslashes count double before a quote and at the end. */
const forRuntime = (word: string) => word.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, '$1$1')

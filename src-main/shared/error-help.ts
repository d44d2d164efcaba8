import type { ErrorCode, PlainError } from './errors.ts'

/** What a kind of error means, and what a person does then. The page docs/errors.md says the same. */
export interface ErrorHelp {
  /** The short code that stands behind the sentence. */
  number: string
  title: string
  means: string
  act: string
}

/** Every kind of error that can be shown. A number is never given twice, nor changed. */
export const errorHelp: Record<ErrorCode, ErrorHelp> = {
  'bad-input': {
    number: 'AS-101',
    title: 'This cannot be used as it is',
    means: 'A file, a setting, a name or a range that was given does not fit. Nothing was changed by it.',
    act: 'The sentence names the line, the field or the limit. Mend that and try again; of a file, look at it with `import --preview` first.',
  },
  'not-found': {
    number: 'AS-102',
    title: 'It is not there',
    means:
      'A file, a dataset, a run or a label that was asked for does not exist (any more): it was moved, renamed or removed, perhaps in another window.',
    act: 'Choose it again. A drive that was taken away has to be connected; what was removed from a project comes back by undo only if it is a label.',
  },
  exists: {
    number: 'AS-103',
    title: 'There is a file of that name',
    means:
      'Something would have been written over. The app never does that unasked, and never over a project, an input, a link or a device.',
    act: 'Choose another name, or say that it may be replaced: the page asks, the command line takes `--force`.',
  },
  'read-only': {
    number: 'AS-104',
    title: 'It can only be read',
    means:
      'The project, its folder or its drive is write-protected, the account may not write there, or the disk was full when the project was opened.',
    act: 'Look at it as it is, or save a copy of the project into a folder of your own and go on there.',
  },
  locked: {
    number: 'AS-105',
    title: 'Another program uses the file',
    means:
      'Another window of the app, a command or a program such as a backup or a sync tool holds the file at this moment.',
    act: 'Wait until it is done, or close it, and try again. A project that is open in another window can be read meanwhile.',
  },
  'newer-version': {
    number: 'AS-106',
    title: 'Written by a newer version',
    means: 'The project has a layout that this version does not know. It was not changed.',
    act: 'Open it with the newer version, or open the copy from before it was brought up to date: `name.anomaly.bak-vN` beside it.',
  },
  corrupt: {
    number: 'AS-107',
    title: 'Damaged',
    means:
      'What lies in the project file or in another file is not what was written there: a bad drive, an interrupted copy, or another program changed it. The sentence names the part.',
    act: 'Where only a part is damaged the rest works, and the part can be removed, trained or imported again. Where the whole file is, open a copy of it, or the `.bak-vN` beside it.',
  },
  'disk-full': {
    number: 'AS-108',
    title: 'The disk is full',
    means:
      'There was no room for what was to be written. All that was acknowledged before is in the project, and what was begun was taken back.',
    act: 'Free some space and try again: the app goes on without being started anew. A project that was opened meanwhile can be read, and written after it was opened again.',
  },
  cancelled: {
    number: 'AS-109',
    title: 'Cancelled',
    means: 'It was stopped by the person, or because the project was closed. What was half done was taken back.',
    act: 'Nothing needs to be done.',
  },
  'engine-crashed': {
    number: 'AS-110',
    title: 'The engine ended',
    means:
      'The process that reads files and trains models ended in the midst of a job, most often because the machine had no memory left. The app and the project are not touched by that.',
    act: 'Start the job again: the engine comes back by itself. If it ends again, take fewer channels, a shorter range or a smaller model, and send the log (`Show log`).',
  },
  'no-project': {
    number: 'AS-111',
    title: 'No project is open',
    means: 'What was asked for belongs to a project, and there is none open.',
    act: 'Open or make one.',
  },
  internal: {
    number: 'AS-112',
    title: 'Something went wrong inside',
    means:
      'A fault of the app, too little memory, or a drive that does not answer as it should. Nothing that was saved is lost.',
    act: 'Try again; close other programs where memory is short, check the drive where it does not answer. If it comes back, send the log (`Show log`; on the command line its path is printed): it holds what happened, and no values of your data.',
  },
}

/** What was given cannot be used: the sentence says all, and a wrong option is no case for a page. */
const plain: readonly ErrorCode[] = ['bad-input', 'not-found', 'exists', 'cancelled']

/** The sentence with its short code, for a terminal. */
export const withNumber = ({ code, message }: Pick<PlainError, 'code' | 'message'>): string =>
  plain.includes(code) ? message : `${message} (${errorHelp[code].number})`

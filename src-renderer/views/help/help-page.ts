/** One of the docs, made into a page by the build. */
export interface HelpPage {
  /** The name of its file without ".md". */
  id: string
  title: string
  sections: readonly HelpSection[]
}

/** A heading and what stands under it up to the next one. */
export interface HelpSection {
  /** As links name it; of the headings of a page each is another. */
  id: string
  title: string
  /** 1 = the title of the page. */
  depth: number
  html: string
}

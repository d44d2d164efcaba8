/** Made of the docs by scripts/steps/help.ts. */
declare module 'virtual:help' {
  const pages: readonly import('./help-page.ts').HelpPage[]
  export default pages
}

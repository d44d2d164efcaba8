/** One way to write everything: `npm run format`. */
export default {
  printWidth: 120,
  semi: false,
  singleQuote: true,
  arrowParens: 'always',
  // The markup of reports and test pages is text whose blanks count.
  embeddedLanguageFormatting: 'off',
  plugins: ['prettier-plugin-svelte'],
  overrides: [{ files: '*.svelte', options: { parser: 'svelte', embeddedLanguageFormatting: 'auto' } }],
}

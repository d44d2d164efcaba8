import js from '@eslint/js'
import { defineConfig } from 'eslint/config'
import globals from 'globals'
import svelte from 'eslint-plugin-svelte'
import ts from 'typescript-eslint'

/** What neither the types nor Prettier see. Rules of taste are Prettier's; one way to write each thing is asked for below. */
export default defineConfig(
  { ignores: ['dist/', '.svelte-check/', 'release/', 'artifacts/', 'node_modules/', 'packaging/', 'src-wasm/'] },
  js.configs.recommended,
  ts.configs.recommended,
  svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
    rules: {
      // TypeScript knows every name.
      'no-undef': 'off',
      // Names and texts from files are cleaned of control characters.
      'no-control-regex': 'off',
      // Bulk values live in raw state and are replaced whole: a Map in them is data, not state.
      'svelte/prefer-svelte-reactivity': 'off',
      // svelte-check says so too, and knows which are needed.
      'svelte/no-unused-svelte-ignore': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-restricted-syntax': [
        'error',
        { selector: '[accessibility="private"]', message: 'Write a private name: #name.' },
        { selector: 'TSParameterProperty', message: 'Write the field and its assignment.' },
      ],
      'no-restricted-imports': ['error', { paths: [{ name: 'vitest', importNames: ['it'], message: 'Write test.' }] }],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser } },
  },
)

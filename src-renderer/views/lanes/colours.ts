/** The colours as the canvas needs them: the same values as in app.css, where canvases cannot read them from. */
export const paperColours = (dark: boolean) =>
  dark
    ? { paper: '#1c222b', line: '#323b48', lineSoft: '#272f3a' }
    : { paper: '#ffffff', line: '#d9dde3', lineSoft: '#e9ecf0' }

export const lineColours = (dark: boolean) =>
  dark
    ? { signal: '#79b0f2', expected: '#e5ad55', cleaned: '#5cc8a1', score: '#b79bec', overview: '#7f8ea3' }
    : { signal: '#2b5c9e', expected: '#a35c00', cleaned: '#0b7a55', score: '#6b4fa0', overview: '#7b899c' }

export const textColours = (dark: boolean) =>
  dark
    ? { text: '#e4e9f0', quiet: '#a5b0bf', faint: '#95a1b1' }
    : { text: '#1b2430', quiet: '#4d5868', faint: '#5d687a' }

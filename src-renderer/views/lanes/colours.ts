/** The line colours as the canvas needs them: the same values as in app.css, where canvases cannot read them from. */
export const lineColours = (dark: boolean) =>
  dark ? { signal: '#79b0f2', expected: '#e5ad55', score: '#b79bec', overview: '#7f8ea3' } : { signal: '#2b5c9e', expected: '#a35c00', score: '#6b4fa0', overview: '#7b899c' }

/** The colours as the canvas needs them: the same values as in app.css, where canvases cannot read them from. */
export const paperColours = (dark: boolean) =>
  dark
    ? { paper: '#1c222b', line: '#323b48', lineSoft: '#272f3a' }
    : { paper: '#ffffff', line: '#d9dde3', lineSoft: '#e9ecf0' }

export const lineColours = (dark: boolean) =>
  dark
    ? { signal: '#79b0f2', expected: '#e5ad55', cleaned: '#5cc8a1', score: '#b79bec', overview: '#7f8ea3' }
    : { signal: '#2b5c9e', expected: '#a35c00', cleaned: '#0b7a55', score: '#6b4fa0', overview: '#7b899c' }

/** Of channels that share a lane, in their order; told apart also by those who see no red or green (after Okabe and Ito). */
export const channelColours = (dark: boolean): readonly string[] =>
  dark
    ? ['#79b0f2', '#f0a35e', '#5cc8a1', '#e08fc4', '#e8d44d', '#9fd4ff', '#ff8a73', '#b9b4c7']
    : ['#2b5c9e', '#b85a00', '#00795a', '#a3387f', '#7d6b00', '#3a8fc4', '#a8321f', '#5f5b6b']

export const textColours = (dark: boolean) =>
  dark
    ? { text: '#e4e9f0', quiet: '#a5b0bf', faint: '#95a1b1' }
    : { text: '#1b2430', quiet: '#4d5868', faint: '#5d687a' }

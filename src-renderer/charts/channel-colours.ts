/** Of channels that share a lane, in their order; told apart also by those who see no red or green (after Okabe and Ito). */
export const channelColours = (dark: boolean): readonly string[] =>
  dark
    ? ['#79b0f2', '#f0a35e', '#5cc8a1', '#e08fc4', '#e8d44d', '#9fd4ff', '#ff8a73', '#b9b4c7']
    : ['#2b5c9e', '#b85a00', '#00795a', '#a3387f', '#7d6b00', '#3a8fc4', '#a8321f', '#5f5b6b']

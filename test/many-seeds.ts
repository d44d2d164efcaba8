/** `count` seeds from `first` on, for what holds of random data as a rule: so many draws take long, and no test that asks for them is quick. */
export const manySeeds = (first: number, count: number): number[] => Array.from({ length: count }, (_, i) => first + i)

/** As many labels of a set as the window shows at most. */
export const mostListed = 200_000
/** As many as are told in one answer: some 20 ms, in the app and in the window. */
export const labelsPage = 10_000

/** As many labels of a set as a page is given at most. */
export const mostListed = 200_000

/** softmax(values / temperature). values — [n] → [n], positive, sums to 1. */
export function softmaxOf(values: ArrayLike<number>, temperature = 1): Float64Array {
  let most = -Infinity
  for (let i = 0; i < values.length; i++) most = Math.max(most, values[i])
  const out = Float64Array.from({ length: values.length }, (_, i) => Math.exp((values[i] - most) / temperature))
  const sum = out.reduce((a, b) => a + b)
  return out.map((v) => v / sum)
}

/**
 * What the order network is to answer: softmax(r / τ). order — [n], a permutation of 0…n−1: the piece that stands in each
 * slot (the paper counts from 1, which softmax does not see).
 */
export const orderTarget = (order: ArrayLike<number>, temperature: number) => softmaxOf(order, temperature)

/**
 * Order (OTN): each slot's part of the Jensen-Shannon divergence ½ KL(p‖m) + ½ KL(q‖m), m = (p + q) / 2, in nats. p, q — [n],
 * each sums to 1 → [n], each ≥ −ε, of which the sum is between 0 (a perfect prediction) and ln 2. Chen et al. 2024, eq. 4;
 * Lin 1991.
 */
export function divergenceBySlot(p: ArrayLike<number>, q: ArrayLike<number>): Float64Array {
  return Float64Array.from({ length: p.length }, (_, j) => slotDivergence(p[j], q[j]))
}

/** One slot of it. p, q — the slot's probabilities. */
export function slotDivergence(p: number, q: number): number {
  const m = (p + q) / 2
  return (share(p, m) + share(q, m)) / 2
}

const share = (p: number, m: number) => (p > 0 ? p * Math.log(p / m) : 0)

/** The whole divergence: the sum over the slots. */
export const orderDivergence = (p: ArrayLike<number>, q: ArrayLike<number>) =>
  divergenceBySlot(p, q).reduce((a, b) => a + b)

/**
 * Distance (DSN): (s_f − s_φ)², s = cosine of the embeddings of a window and its partner, 0 to 4. f, fPartner — [n], by the
 * trained encoder; phi, phiPartner — [m], by the frozen one. Chen et al. 2024, eq. 6. The network computes it on
 * tensors, and is checked against this.
 */
export function distanceError(
  f: ArrayLike<number>,
  fPartner: ArrayLike<number>,
  phi: ArrayLike<number>,
  phiPartner: ArrayLike<number>,
): number {
  return (cosine(f, fPartner) - cosine(phi, phiPartner)) ** 2
}

/** Inner product of the L2-normalised vectors; 0 where one of them is nought. */
export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let dot = 0
  let aa = 0
  let bb = 0
  for (let i = 0; i < a.length; i++) {
    dot += a[i] * b[i]
    aa += a[i] * a[i]
    bb += b[i] * b[i]
  }
  return aa === 0 || bb === 0 ? 0 : dot / Math.sqrt(aa * bb)
}

/**
 * The divergence that the published code computes in place of `orderDivergence`: Σ m (2 ln m − ln softmax(p) − ln softmax(q)),
 * the arguments of the logarithms being distributions that were put through softmax once more. For ten slots at τ = 1 it is
 * 1.84 for a perfect prediction and 0.48 for a uniform one: it teaches the network to be undecided. p, q — [n], each sums
 * to 1.
 */
export function publishedDivergence(p: ArrayLike<number>, q: ArrayLike<number>): number {
  const [flatP, flatQ] = [softmaxOf(p), softmaxOf(q)]
  let sum = 0
  for (let j = 0; j < p.length; j++) {
    const m = (p[j] + q[j]) / 2
    if (m > 0) sum += m * (2 * Math.log(m) - Math.log(flatP[j]) - Math.log(flatQ[j]))
  }
  return sum
}

/**
 * Inner product of the vectors divided by the sums of their absolute values, as in the published code; 0 where one is nought.
 * The reference for what the network computes of embeddings.
 */
export function publishedSimilarity(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let dot = 0
  let sizeA = 0
  let sizeB = 0
  for (let i = 0; i < a.length; i++) {
    dot += a[i] * b[i]
    sizeA += Math.abs(a[i])
    sizeB += Math.abs(b[i])
  }
  return sizeA === 0 || sizeB === 0 ? 0 : dot / sizeA / sizeB
}

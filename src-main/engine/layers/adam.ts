import { tensorFlow, type Tensor } from '../tensorflow.ts'
import type { Kernels } from './kernels.ts'
import type { Weights } from './weights.ts'

/** Adam (Kingma and Ba 2015) with Keras' constants, over one flat vector. `dispose` when done. */
export class Adam {
  private readonly weights: Weights
  private mean: Tensor
  private square: Tensor
  private steps = 0

  constructor(weights: Weights) {
    this.weights = weights
    this.mean = tensorFlow().zeros(weights.flat.shape)
    this.square = tensorFlow().zeros(weights.flat.shape)
  }

  /** gradient — [parameters]. Call inside `tidy`. */
  step(k: Kernels, gradient: Tensor, learningRate: number): void {
    const tf = tensorFlow()
    this.steps++
    const rate = (learningRate * Math.sqrt(1 - beta2 ** this.steps)) / (1 - beta1 ** this.steps)
    const mean = k.add(k.scale(this.mean, beta1), k.scale(gradient, 1 - beta1))
    const square = k.add(k.scale(this.square, beta2), k.scale(k.square(gradient), 1 - beta2))
    const change = k.div(k.mul(mean, tf.scalar(rate)), k.add(k.sqrt(square), tf.scalar(epsilon)))
    this.weights.learn(k.sub(this.weights.flat, change))
    this.dispose()
    this.mean = tf.keep(mean)
    this.square = tf.keep(square)
  }

  dispose(): void {
    this.mean.dispose()
    this.square.dispose()
  }
}

const beta1 = 0.9
const beta2 = 0.999
const epsilon = 1e-7

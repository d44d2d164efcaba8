import { describe, expect, test } from 'vitest'
import { detectors } from '../../src-main/analysis/detectors/index.ts'
import { fitsOf, held } from '../../src-main/analysis/fits.ts'
import { cutSegments } from '../../src-main/analysis/preprocessing/gaps.ts'
import { planted } from '../conformance/planted.ts'

const fits = (n: number, channels = 2) => fitsOf(cutSegments(planted(n, channels, []).series, {}), channels, false)

describe('how detectors fit some data', () => {
  test('is told of every detector, with a window for data with a rhythm', () => {
    const found = fits(4000)
    expect(found.map((f) => f.detector)).toEqual(detectors.map((d) => d.id))
    expect(found.find((f) => f.detector === 'conv-autoencoder')).toMatchObject({
      enough: true,
      params: { window: expect.any(Number) },
    })
  })

  test('counts what is needed with the window that is proposed', () => {
    const needs = (window: number) =>
      fitsOf(cutSegments(planted(4000, 2, []).series, {}), 2, false, { 'conv-autoencoder': { window } }).find(
        (f) => f.detector === 'conv-autoencoder',
      )!.needs
    expect(needs(200)).toBeGreaterThan(needs(40))
  })

  test('says of which there are too few points', () => {
    const found = fits(12)
    expect(found.find((f) => f.detector === 'conv-autoencoder')!.enough).toBe(false)
    expect(found.find((f) => f.detector === 'z-score')!.enough).toBe(true)
  })

  test('says that nothing is enough where no row is complete', () => {
    expect(fitsOf([], 2, false).some((f) => f.enough)).toBe(false)
  })

  test('holds what is set by itself within what is declared', () => {
    const detector = detectors.find((d) => d.id === 'conv-autoencoder')!
    expect(held(detector, { window: 1e9, epochs: 0.2, unknown: 3 })).toEqual({
      window: detector.params.window.max,
      epochs: 1,
    })
  })
})

/** Makes a canvas as large as it is shown, and clear; what is painted then is measured in CSS pixels. width, height — CSS pixels. */
export function fittedCanvas(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
): CanvasRenderingContext2D | null {
  const ratio = window.devicePixelRatio || 1
  const [wide, tall] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))]
  if (canvas.width !== wide) canvas.width = wide
  if (canvas.height !== tall) canvas.height = tall
  const g = canvas.getContext('2d')
  g?.setTransform(ratio, 0, 0, ratio, 0, 0)
  g?.clearRect(0, 0, wide, tall)
  return g
}

import { ArgumentError } from '../../core/errors.ts';

/**
 * Writes a plot to a file, and the folders above it; the ending chooses the format: svg, or png in twice the size.
 *
 * @throws {ArgumentError} for another ending.
 * @example await savePlot(await lines([{ name: 'squares', y: [0, 1, 4, 9] }]), 'out/squares.png');
 */
export async function savePlot(svg: string, file: string): Promise<void> {
  const ending = /\.(\w+)$/.exec(file)?.[1];
  if (ending !== 'svg' && ending !== 'png') {
    throw new ArgumentError(`savePlot: unknown ending: file '${file}'. Use .svg or .png.`, 'file', file);
  }
  const { writeFileIn } = await import('../write-file.node.ts');
  if (ending === 'svg') return writeFileIn(file, svg);
  const { svgToPng } = await import('../svg-to-png.node.ts');
  return writeFileIn(file, svgToPng(svg));
}

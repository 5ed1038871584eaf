import { tensor, zeros } from 'megagrad';
import { Linear } from 'megagrad/nn';
import { lines, show, trace } from 'megagrad/viz';
import { describe, expect, it } from 'vitest';
import { display, type MimeBundle } from '../../src/core/display.ts';

/** What a Jupyter kernel gets when it asks a value for its display. */
async function shown(value: object): Promise<MimeBundle> {
  const method = Reflect.get(value, display) as () => MimeBundle | Promise<MimeBundle>;
  return method.call(value);
}

describe('what a notebook shows', () => {
  it('is asked for by the name that Jupyter kernels know', () => {
    expect(display).toBe(Symbol.for('Jupyter.display'));
  });

  it('of a tensor: label, dtype, shape, device and values', async () => {
    const x = tensor([[1, -2.123456789], [1 / 3, 4e-9]], { label: 'x' }); // prettier-ignore
    expect((await shown(x))['text/plain']).toBe('x: float64[2,2] on reference\n[[1, -2.1235],\n [0.33333, 4e-9]]');
    expect((await shown(tensor(7)))['text/plain']).toBe('float64[] on reference\n7');
    expect((await shown(zeros([0])))['text/plain']).toBe('float64[0] on reference\n[]');
  });

  it('of a large tensor: the ends of its axes', async () => {
    const text = (await shown(zeros([200, 10])))['text/plain'];
    expect(text.split('\n')).toHaveLength(8);
    expect(text).toContain('[0, 0, 0, ..., 0, 0, 0]');
  });

  it('of a summary: its table', async () => {
    const summary = new Linear(2, 3).summary([1, 2]);
    expect((await shown(summary))['text/plain']).toBe(summary.toString());
  });

  it('of a computation, a model of it, or a plot: SVG', async () => {
    const x = tensor(2, { requiresGrad: true, label: 'x' });
    const drawing = await show(() => x.mul(3));
    expect(drawing.svg).toContain('mul');
    expect((await show(trace(() => x.mul(3)))).svg).toBe(drawing.svg);
    expect((await shown(drawing))['image/svg+xml']).toBe(drawing.svg);
    const plot = await lines([{ name: 'y', y: [1, 2] }]);
    expect((await show(plot)).svg).toBe(plot);
  });
});

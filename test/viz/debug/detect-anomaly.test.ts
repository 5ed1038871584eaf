import { div, log, ScopeError, sqrt, tensor, where, type Tensor } from 'megagrad';
import { Linear, Module } from 'megagrad/nn';
import { AnomalyError, detectAnomaly, dotToSvg } from 'megagrad/viz';
import { describe, expect, it } from 'vitest';

function anomaly(fn: () => unknown): AnomalyError {
  try {
    detectAnomaly(fn);
  } catch (error) {
    if (error instanceof AnomalyError) return error;
    throw error;
  }
  throw new Error('nothing was found');
}

describe('detectAnomaly', () => {
  it('names the first op in forward, where it was called and what it took', () => {
    const x = tensor([1, 0, 4], { label: 'x' });
    const { anomaly: found, message } = anomaly(() => log(x.mul(2)).sub(1).exp());
    expect(found).toMatchObject({ pass: 'forward', kind: 'Infinity', op: 'log', modulePath: '' });
    expect(found.inputs).toEqual({ x: { shape: [3], min: 0, max: 8, nans: 0, infinities: 0 } });
    expect(found.output).toMatchObject({ infinities: 1, nans: 0 });
    expect(found.source).toMatch(/detect-anomaly\.test\.ts:\d+:\d+$/);
    expect(message).toMatch(
      /^detectAnomaly: Infinity in forward, first in log at .*: x \[3\] from 0 to 8; output \[3\] from 0\.69315 to 2\.0794, 1 of 3 infinite\./,
    );
  });

  it('names the module', () => {
    class Logs extends Module {
      readonly inner = new Linear(2, 2);
      override forward(x: Tensor): Tensor {
        return this.inner.forward(x).abs().neg().log();
      }
    }
    class Outer extends Module {
      readonly logs = new Logs();
      override forward(x: Tensor): Tensor {
        return this.logs.forward(x);
      }
    }
    const model = new Outer();
    const { anomaly: found } = anomaly(() => model.forward(tensor([[1, 2]])));
    expect(found).toMatchObject({ kind: 'NaN', op: 'log', modulePath: 'logs' });
  });

  it('names the op whose gradient is not finite first: the slope of a root at 0', () => {
    const x = tensor([0, 4], { requiresGrad: true, label: 'x' });
    const { anomaly: found } = anomaly(() => {
      sqrt(x.mul(3)).sum().backward();
    });
    expect(found).toMatchObject({ pass: 'backward', kind: 'Infinity', op: 'sqrt', operand: 'x' });
    expect(found.inputs['g']).toEqual({ shape: [2], min: 1, max: 1, nans: 0, infinities: 0 });
    expect(found.source).toMatch(/detect-anomaly\.test\.ts:\d+:\d+$/);
    expect(x.grad).toBeNull();
  });

  it('finds the branch that where does not take', () => {
    const x = tensor([0, 1], { requiresGrad: true });
    const { anomaly: found } = anomaly(() => where(x.greater(0), div(1, x), 0));
    expect(found).toMatchObject({ pass: 'forward', kind: 'Infinity', op: 'div' });
    expect(found.inputs['b']).toMatchObject({ min: 0, max: 1 });
  });

  it('blames a tensor that came with NaN, not the op that took it', () => {
    const data = tensor([1, NaN], { label: 'data' });
    const { anomaly: found, message } = anomaly(() => data.mul(2));
    expect(found).toMatchObject({ kind: 'NaN', op: '', output: { nans: 1 } });
    expect(message).toContain('a tensor that no op made has it');
  });

  it('lets infinities through that were put in', () => {
    const mask = tensor([0, -Infinity]);
    expect(detectAnomaly(() => tensor([1, 2]).add(mask).softmax()).toArray()).toEqual([1, 0]);
    expect(() => detectAnomaly(() => mask.sub(mask))).toThrow(AnomalyError);
  });

  it('draws the ancestors, colored by finiteness, with hostile labels', async () => {
    const a = tensor([0], { label: '</script>"\\N<b>' });
    const other = tensor([5]);
    const error = anomaly(() => {
      other.mul(7);
      return log(a.mul(2));
    });
    const { dot } = error.anomaly;
    expect(dot.match(/fillcolor/g)).toHaveLength(4);
    expect(dot.match(/#e69f00/g)).toHaveLength(1);
    expect(dot).not.toContain('scalar 7');
    const svg = await error.toSvg();
    expect(svg).toContain('log');
    expect(svg).not.toContain('</script>');
    expect(await dotToSvg(dot)).toBe(svg);
  });

  it('gives back the result, and stops watching', () => {
    const x = tensor([1, 4]);
    expect(detectAnomaly(() => sqrt(x)).toArray()).toEqual([1, 2]);
    expect(() => detectAnomaly(() => log(tensor(0)))).toThrow(AnomalyError);
    expect(log(tensor(0)).item()).toBe(-Infinity);
    expect(() => detectAnomaly(async () => Promise.resolve(1))).toThrow(ScopeError);
  });
});

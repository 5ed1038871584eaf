import { device } from 'megagrad';

/** How far numbers near 1 may be from a formula that is computed in another order, on the current device. */
export function rounding(): number {
  return device.current.float === 'float64' ? 1e-13 : 1e-5;
}

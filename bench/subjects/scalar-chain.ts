/** x = x * factor + offset, a contraction, so that no value overflows. */
export const links = 10_000;
export const start = 1;
export const factor = 0.999;
export const offset = 0.01;

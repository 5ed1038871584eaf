/** Points of a line, x and y in turns, in a unit square with y downward. */
export type Stroke = readonly number[];

const POINTS_PER_TURN = 20;

/** Part of an ellipse; angles in degrees, 0 to the right, 90 downward. */
function arc(x: number, y: number, radiusX: number, radiusY: number, from: number, to: number): number[] {
  const pieces = Math.ceil((Math.abs(to - from) / 360) * POINTS_PER_TURN);
  const points: number[] = [];
  for (let i = 0; i <= pieces; i++) {
    const angle = ((from + ((to - from) * i) / pieces) * Math.PI) / 180;
    points.push(x + radiusX * Math.cos(angle), y + radiusY * Math.sin(angle));
  }
  return points;
}

const ring = (x: number, y: number, radiusX: number, radiusY: number): number[] => arc(x, y, radiusX, radiusY, -90, 270);

/** Ways to write each digit. */
export const digitStrokes: readonly (readonly (readonly Stroke[])[])[] = [
  [[ring(0.5, 0.5, 0.24, 0.36)]],
  [[[0.5, 0.14, 0.5, 0.86]], [[0.36, 0.3, 0.53, 0.14, 0.53, 0.86]]],
  [
    [[...arc(0.5, 0.34, 0.22, 0.2, 190, 380), 0.28, 0.85, 0.75, 0.85]],
    [[...arc(0.5, 0.34, 0.22, 0.2, 200, 390), ...arc(0.36, 0.78, 0.1, 0.08, 0, -330), 0.76, 0.86]],
  ],
  [[[...arc(0.46, 0.32, 0.21, 0.18, -150, 90), ...arc(0.46, 0.68, 0.24, 0.18, -90, 150)]]],
  [
    [
      [0.38, 0.14, 0.26, 0.56, 0.74, 0.56],
      [0.64, 0.16, 0.6, 0.86],
    ],
    [[0.62, 0.86, 0.62, 0.14, 0.26, 0.62, 0.78, 0.62]],
  ],
  [[[0.7, 0.15, 0.36, 0.15, 0.32, 0.47, ...arc(0.47, 0.65, 0.23, 0.21, -120, 150)]]],
  [[[0.62, 0.14, 0.42, 0.36, ...arc(0.5, 0.67, 0.21, 0.19, 190, -170)]]],
  [
    [[0.26, 0.17, 0.74, 0.16, 0.44, 0.86]],
    [
      [0.26, 0.17, 0.74, 0.16, 0.44, 0.86],
      [0.4, 0.52, 0.7, 0.52],
    ],
  ],
  [[ring(0.5, 0.32, 0.18, 0.17), ring(0.5, 0.68, 0.22, 0.19)]],
  [[[...arc(0.48, 0.34, 0.2, 0.19, 0, -360), 0.67, 0.55, 0.58, 0.86]]],
];

export { modelToDot, toDot, type DrawOptions } from './dot.ts';
export { draw } from './draw.ts';
export type { GraphModel, NodeRole, ShownValues, VizEdge, VizNode } from './model.ts';
export { histograms, type Distribution, type HistogramOptions } from './plots/histograms.ts';
export { lines, type PlotOptions, type Series } from './plots/lines.ts';
export { dotToSvg } from './svg.ts';
export { trace, type TraceOptions, type TraceSubject } from './trace.ts';
export type { ThemeName } from './themes.ts';

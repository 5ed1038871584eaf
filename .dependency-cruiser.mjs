// @ts-check

/** Which room may import from which. What stands below knows nothing of what is built on it. */
const rooms = {
  core: [],
  backend: ['core'],
  graph: ['core', 'backend'],
  ops: ['core', 'backend', 'graph'],
  nn: ['core', 'backend', 'graph', 'ops'],
  optim: ['core', 'backend', 'graph', 'ops'],
  data: ['core', 'backend', 'graph', 'ops'],
  testing: ['core', 'backend', 'graph', 'ops'],
  viz: ['core', 'backend', 'graph'],
  train: ['core', 'backend', 'graph', 'ops', 'nn', 'optim', 'data', 'testing', 'viz'],
};

const entryPoints = '^src/(index|[^/]+/index|cli/main)\\.ts$';

/** The one edge that points up: backward accumulates and un-broadcasts with these two ops. */
const backward = { file: '^src/graph/backward\\.ts$', ops: '^src/ops/[^/]+/(add|sum-to)\\.ts$' };

const directions = Object.entries(rooms).map(([room, below]) => ({
  name: `${room}-imports`,
  comment: `src/${room} imports only from ${[room, ...below].join(', ')}.`,
  severity: 'error',
  from: { path: `^src/${room}/`, pathNot: backward.file },
  to: { path: '^src/', pathNot: `^src/(${[room, ...below].join('|')})/` },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
const configuration = {
  forbidden: [
    ...directions,
    {
      name: 'backward-imports',
      comment: 'src/graph/backward.ts uses two ops, add and sumTo, and no other.',
      severity: 'error',
      from: { path: backward.file },
      to: { path: '^src/', pathNot: `^src/(core|backend|graph)/|${backward.ops}` },
    },
    {
      name: 'no-cycle',
      comment: 'Modules load in one order. Only ops may meet in a circle, inside their vjps, which run after loading.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/ops/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-cycle-out-of-ops',
      comment: 'A circle of ops stays among op files: no index, no fluent methods, no other room.',
      severity: 'error',
      from: { path: '^src/ops/' },
      to: {
        circular: true,
        via: { pathNot: '^src/ops/[^/]+/', dependencyTypesNot: ['type-only'] },
        viaOnly: { dependencyTypesNot: ['type-only'] },
      },
    },
    {
      name: 'browser',
      comment: 'What runs in a browser loads Node files only on demand; the data sources ask for their file system at run time.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['\\.node\\.ts$', '^src/cli/', '^src/data/'] },
      to: {
        path: ['\\.node\\.ts$', '^src/cli/'],
        pathNot: '^src/data/sources/host\\.node\\.ts$',
        dynamic: false,
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'public-only',
      comment: 'Examples show what users write: the public entry points.',
      severity: 'error',
      from: { path: '^examples/' },
      to: { path: '^src/', pathNot: '^src/(index|[^/]+/index)\\.ts$' },
    },
    {
      name: 'no-shipped-tests',
      comment: 'What ships depends on nothing that does not.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|bench|examples|scripts)/' },
    },
    {
      name: 'no-dev-dependency',
      comment: 'What ships imports only what is installed with it.',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only', 'npm-peer', 'npm-optional'] },
    },
    {
      name: 'no-dead-file',
      comment: 'Every file of src serves a public entry point or the command.',
      severity: 'error',
      from: { path: entryPoints },
      to: { path: '^src/', pathNot: entryPoints, reachable: false },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};

export default configuration;

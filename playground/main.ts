import { compute, drawAt, type Computed } from './formula.ts';
import { activations, Learner, readSizes } from './network.ts';

function element<T extends Element>(id: string, kind: abstract new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`The page has no ${id}`);
  return found;
}

const variables = element('variables', HTMLTextAreaElement);
const formula = element('formula', HTMLInputElement);
const step = element('step', HTMLInputElement);
let computed: Computed | null = null;
let drawn = 0;

async function draw(): Promise<void> {
  if (computed === null) return;
  const mine = ++drawn;
  element('step-text', HTMLOutputElement).value = `${step.value} of ${computed.steps} of backward`;
  const svg = await drawAt(computed, Number(step.value));
  if (mine === drawn) element('graph', HTMLDivElement).innerHTML = svg;
}

async function update(): Promise<void> {
  const error = element('error', HTMLDivElement);
  try {
    computed = compute(variables.value, formula.value);
    error.textContent = '';
    step.max = String(computed.steps);
    step.value = step.max;
    element('values', HTMLPreElement).textContent = computed.text;
    await draw();
  } catch (problem) {
    error.textContent = (problem as Error).message;
  }
}

const task = element('task', HTMLSelectElement);
const hidden = element('hidden', HTMLInputElement);
const activation = element('activation', HTMLSelectElement);

/** Hidden layers that learn a task. */
const usualSizes: Readonly<Record<string, string>> = { xor: '8, 8', spiral: '24, 24' };

const size = 40;
const reach = 1.6;
const grid = Array.from(
  { length: size * size },
  (_, i) => [((i % size) / (size - 1) - 0.5) * 2 * reach, (0.5 - Math.floor(i / size) / (size - 1)) * 2 * reach] as const,
);

function paint(learner: Learner): void {
  const canvas = element('boundary', HTMLCanvasElement);
  const context = canvas.getContext('2d')!;
  const cell = canvas.width / size;
  for (const [i, logit] of learner.classify(grid).entries()) {
    const share = 1 / (1 + Math.exp(-logit));
    context.fillStyle = `rgb(${Math.round(86 + share * 127)} ${Math.round(180 - share * 86)} ${Math.round(233 - share * 233)})`;
    context.fillRect((i % size) * cell, Math.floor(i / size) * cell, cell, cell);
  }
  for (const [i, [x, y]] of learner.points.x.entries()) {
    context.fillStyle = learner.points.y[i] === 1 ? '#7a3000' : '#003a5c';
    context.fillRect((x / reach / 2 + 0.5) * canvas.width - 3, (0.5 - y / reach / 2) * canvas.height - 3, 6, 6);
  }
  const weights = learner.model.namedParameters().map(([name, parameter]) => {
    const first = Array.from(parameter.dataSync().subarray(0, 12), (value) => value.toFixed(2)).join(' ');
    return `${name}: ${first}${parameter.size > 12 ? ' …' : ''}`;
  });
  element('weights', HTMLPreElement).textContent = weights.join('\n');
}

let running = 0;

function train(): void {
  const mine = ++running;
  const error = element('net-error', HTMLDivElement);
  error.textContent = '';
  let sizes: number[];
  try {
    sizes = readSizes(hidden.value);
  } catch (problem) {
    error.textContent = (problem as Error).message;
    return;
  }
  const learner = new Learner(task.value, sizes, activations[activation.value]!);
  let steps = 0;
  const frame = (): void => {
    if (mine !== running) return;
    let loss = 0;
    for (let i = 0; i < 10; i++, steps++) loss = learner.step();
    element('loss', HTMLOutputElement).value = `step ${steps}: loss ${loss.toFixed(4)}`;
    paint(learner);
    if (steps < 600) requestAnimationFrame(frame);
  };
  frame();
}

variables.value = 'x = 2\nw = -3\nb = 6.9';
formula.value = 'tanh(x * w + b)';
variables.addEventListener('input', () => void update());
formula.addEventListener('input', () => void update());
step.addEventListener('input', () => void draw());
activation.append(...Object.keys(activations).map((name) => new Option(name)));
element('train', HTMLButtonElement).addEventListener('click', train);
task.addEventListener('change', () => (hidden.value = usualSizes[task.value]!));
await update();

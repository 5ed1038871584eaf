import { Arranger, type Box, type Scene } from './arrange.ts';
import type { ViewerData } from './data.ts';
import { button, element } from './elements.ts';
import { paint, type Camera, type Emphasis } from './paint.ts';
import { legendOf } from './legend.ts';
import { describeGroup, describeNode } from './panel.ts';
import { describeMoment, momentsOf, type Moment } from './playback.ts';
import { Reach } from './reach.ts';

/** Largest and smallest magnification. */
const [maxScale, minScale] = [4, 0.002];
/** Below this magnification what is open at first is closed again. */
const legibleScale = 0.5;
/** More levels than modules are nested in. */
const allLevels = 99;
/** Milliseconds between two steps of the playback. */
const stepTime = 700;
/** Hits that a search lists. */
const mostHits = 50;

const keys: readonly (readonly [string, string])[] = [
  ['/', 'search'],
  ['← → ↑ ↓', 'select the next thing in that direction'],
  ['Shift + arrows', 'move the drawing'],
  ['Enter', 'open or close the selected module'],
  ['Backspace', 'close the module around the selection'],
  ['a, d', 'highlight ancestors, descendants'],
  ['Space', 'play, pause'],
  [', .', 'one step back, forward'],
  ['+ − 0', 'larger, smaller, all'],
  ['Escape', 'clear'],
];

type Highlight = 'none' | 'ancestors' | 'descendants';

/** The page: a drawing on a canvas, and what controls and describes it. */
export class Viewer {
  readonly data: ViewerData;
  readonly moments: readonly Moment[];
  readonly #arranger: Arranger;
  readonly #reach: Reach;
  readonly #open = new Set<number>();
  readonly #camera: Camera = { x: 0, y: 0, scale: 1 };
  readonly #canvas = element('canvas', { role: 'application', label: 'Computation graph. Press ? for the keys.' });
  readonly #context: CanvasRenderingContext2D = this.#canvas.getContext('2d', { alpha: false })!;
  readonly #panel = element('section', { className: 'panel', label: 'Selection' });
  readonly #status = element('div', { className: 'status', role: 'status' });
  readonly #results = element('div', { className: 'results', label: 'Search results' });
  readonly #search = element('input', { label: 'Search nodes and modules' });
  readonly #help = element('section', { className: 'help', label: 'Keys' });
  readonly #play: HTMLButtonElement;
  readonly #highlightButtons: Readonly<Record<Exclude<Highlight, 'none'>, HTMLButtonElement>>;
  #scene: Scene;
  #selected: number | null = null;
  #highlight: Highlight = 'none';
  #moment = -1;
  #timer: ReturnType<typeof setInterval> | null = null;
  #isDirty = false;
  #emphasis: Emphasis = { selected: null, lit: null, active: null, above: new Map(), below: new Map(), along: new Map() };

  constructor(host: HTMLElement, data: ViewerData) {
    this.data = data;
    this.moments = momentsOf(data);
    this.#arranger = new Arranger(data);
    this.#reach = new Reach(data);
    this.#openLevels(data.depth ?? allLevels);
    this.#scene = this.#arranger.arrange(this.#open);
    this.#play = button('▶', 'Play forward and backward (space)', () => this.togglePlay());
    this.#highlightButtons = {
      ancestors: button('ancestors', 'Highlight ancestors (a)', () => this.highlight('ancestors')),
      descendants: button('descendants', 'Highlight descendants (d)', () => this.highlight('descendants')),
    };
    host.append(this.#canvas, this.#bar(), this.#panel, this.#results, this.#help, this.#status);
    this.#fillHelp();
    this.#results.hidden = true;
    this.#listen();
    this.#resize();
    this.fit();
    if (data.depth === null) this.#closeUntilLegible();
    this.#update();
  }

  /** Ids of the nodes and modules that are visible, open modules included. */
  visible(): string[] {
    return [
      ...[...this.#scene.frames.keys()].map((group) => this.data.groups[group]!.id),
      ...[...this.#scene.items.keys()].map((item) => this.#idOf(item)),
    ];
  }

  /** Where on the screen the middle of a visible node or module is. */
  positionOf(id: string): { x: number; y: number } | null {
    const item = this.#itemOf(id);
    const box = item === null ? undefined : this.#boxOf(item);
    if (box === undefined) return null;
    const { x, y, scale } = this.#camera;
    return { x: (box.x + box.width / 2 - x) * scale, y: (box.y + box.height / 2 - y) * scale };
  }

  /** Boxes of what is visible, in pixels of the drawing. */
  boxes(): readonly (Box & { readonly id: string; readonly isOpen: boolean })[] {
    return [
      ...Array.from(this.#scene.frames, ([group, box]) => ({ ...box, id: this.data.groups[group]!.id, isOpen: true })),
      ...Array.from(this.#scene.items, ([item, box]) => ({ ...box, id: this.#idOf(item), isOpen: false })),
    ];
  }

  /** Id of what is selected. */
  get selected(): string | null {
    return this.#selected === null ? null : this.#idOf(this.#selected);
  }

  get scale(): number {
    return this.#camera.scale;
  }

  /** Ids of what is highlighted; null if nothing fades. */
  get lit(): string[] | null {
    return this.#emphasis.lit === null ? null : [...this.#emphasis.lit].map((item) => this.#idOf(item));
  }

  /** Selects a node or module by id, opening what hides it. */
  select(id: string): void {
    const item = this.#itemOf(id);
    if (item !== null) this.#reveal(item);
  }

  /** Opens a closed module, closes an open one. */
  toggle(id: string): void {
    const item = this.#itemOf(id);
    if (item === null || item >= 0) return;
    const before = this.#boxOf(item);
    const group = -1 - item;
    if (!this.#open.delete(group)) this.#open.add(group);
    this.#arrange();
    const after = this.#boxOf(item);
    if (before !== undefined && after !== undefined) this.#holdStill(before, after);
    this.#update();
  }

  /** Opens all modules of so many levels and closes the others. */
  openLevels(levels: number): void {
    this.#openLevels(levels);
    this.#arrange();
    this.fit();
    this.#update();
  }

  highlight(kind: Highlight): void {
    this.#highlight = this.#highlight === kind ? 'none' : kind;
    this.#update();
  }

  togglePlay(): void {
    if (this.#timer !== null) this.#pause();
    else if (this.moments.length > 0) {
      if (this.#moment >= this.moments.length - 1) this.#moment = -1;
      this.#play.setAttribute('aria-pressed', 'true');
      this.#timer = setInterval(() => this.step(1), stepTime);
      this.step(1);
    }
  }

  /** Goes so many steps of the playback forward; negative: back. */
  step(by: number): void {
    this.#moment = Math.max(-1, Math.min(this.moments.length - 1, this.#moment + by));
    if (this.#moment === this.moments.length - 1) this.#pause();
    const moment = this.moments[this.#moment];
    if (moment !== undefined) this.#keepInView(this.#arranger.standIn(moment.node, this.#open));
    this.#update();
  }

  /** Shows everything. */
  fit(): void {
    const { clientWidth, clientHeight } = this.#canvas;
    const { width, height } = this.#scene;
    const scale = Math.min(1.5, (clientWidth - 40) / width, (clientHeight - 140) / height);
    this.#camera.scale = Math.max(minScale, scale);
    this.#camera.x = width / 2 - clientWidth / 2 / this.#camera.scale;
    this.#camera.y = height / 2 - clientHeight / 2 / this.#camera.scale;
    this.#draw();
  }

  /** Moves the drawing by pixels of the screen. */
  pan(dx: number, dy: number): void {
    this.#camera.x -= dx / this.#camera.scale;
    this.#camera.y -= dy / this.#camera.scale;
    this.#draw();
  }

  /** Magnifies around a point of the screen. */
  zoom(factor: number, x: number = this.#canvas.clientWidth / 2, y: number = this.#canvas.clientHeight / 2): void {
    const camera = this.#camera;
    const scale = Math.max(minScale, Math.min(maxScale, camera.scale * factor));
    camera.x += x / camera.scale - x / scale;
    camera.y += y / camera.scale - y / scale;
    camera.scale = scale;
    this.#draw();
  }

  #bar(): HTMLElement {
    this.#search.type = 'search';
    this.#search.placeholder = 'search  /';
    const spacer = (): HTMLElement => element('span', { className: 'spacer' });
    return element(
      'div',
      { className: 'bar', role: 'toolbar', label: 'Controls' },
      this.#search,
      spacer(),
      button('−', 'Smaller', () => this.zoom(1 / 1.3)),
      button('+', 'Larger', () => this.zoom(1.3)),
      button('all', 'Show everything (0)', () => this.fit()),
      spacer(),
      button('open', 'Open all modules', () => this.openLevels(allLevels)),
      button('close', 'Close all modules', () => this.openLevels(0)),
      spacer(),
      this.#highlightButtons.ancestors,
      this.#highlightButtons.descendants,
      spacer(),
      button('|◀', 'Back to the start of the playback', () => this.step(-this.moments.length - 1)),
      button('◀', 'One step back (,)', () => this.step(-1)),
      this.#play,
      button('▷', 'One step forward (.)', () => this.step(1)),
      spacer(),
      button('?', 'Keys', () => (this.#help.hidden = !this.#help.hidden)),
    );
  }

  #fillHelp(): void {
    const made = element('dl');
    for (const [key, what] of keys) made.append(element('dt', {}, element('kbd', { text: key })), element('dd', { text: what }));
    this.#help.append(made, ...legendOf(this.data));
    this.#help.hidden = true;
  }

  #listen(): void {
    const canvas = this.#canvas;
    canvas.tabIndex = 0;
    let last: { x: number; y: number; moved: number } | null = null;
    canvas.addEventListener('pointerdown', (event) => {
      canvas.setPointerCapture(event.pointerId);
      last = { x: event.offsetX, y: event.offsetY, moved: 0 };
    });
    canvas.addEventListener('pointermove', (event) => {
      if (last === null) return;
      const [dx, dy] = [event.offsetX - last.x, event.offsetY - last.y];
      last = { x: event.offsetX, y: event.offsetY, moved: last.moved + Math.abs(dx) + Math.abs(dy) };
      canvas.classList.add('dragging');
      this.pan(dx, dy);
    });
    canvas.addEventListener('pointerup', (event) => {
      canvas.classList.remove('dragging');
      if (last !== null && last.moved < 4) this.#choose(this.#itemAt(event.offsetX, event.offsetY));
      last = null;
    });
    canvas.addEventListener('pointercancel', () => (last = null));
    canvas.addEventListener('dblclick', (event) => {
      const item = this.#itemAt(event.offsetX, event.offsetY);
      if (item !== null && item < 0) this.toggle(this.#idOf(item));
    });
    canvas.addEventListener(
      'wheel',
      (event) => {
        event.preventDefault();
        if (event.ctrlKey || !event.shiftKey) this.zoom(Math.exp(-event.deltaY * 0.0015), event.offsetX, event.offsetY);
        else this.pan(-event.deltaX - event.deltaY, 0);
      },
      { passive: false },
    );
    this.#search.addEventListener('input', () => this.#find(this.#search.value));
    this.#search.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') this.#results.querySelector('button')?.click();
      if (event.key === 'Escape') this.#endSearch();
      if (event.key === 'ArrowDown') this.#results.querySelector('button')?.focus();
    });
    this.#results.addEventListener('keydown', (event) => this.#moveInResults(event));
    addEventListener('keydown', (event) => this.#key(event));
    addEventListener('resize', () => {
      this.#resize();
      this.#draw();
    });
  }

  #key(event: KeyboardEvent): void {
    const { target, key } = event;
    if (event.ctrlKey || event.altKey || event.metaKey || target instanceof HTMLInputElement || this.#results.contains(target as Node))
      return;
    // A focused button has its own use of these.
    if (target instanceof HTMLButtonElement && (key === ' ' || key === 'Enter')) return;
    const act = this.#actions()[key];
    if (act === undefined) return;
    event.preventDefault();
    if (event.shiftKey && key.startsWith('Arrow')) this.#panByKey(key);
    else act();
  }

  #actions(): Readonly<Record<string, () => void>> {
    return {
      '/': () => this.#search.focus(),
      ' ': () => this.togglePlay(),
      ',': () => this.step(-1),
      '.': () => this.step(1),
      '+': () => this.zoom(1.3),
      '=': () => this.zoom(1.3),
      '-': () => this.zoom(1 / 1.3),
      '0': () => this.fit(),
      a: () => this.highlight('ancestors'),
      d: () => this.highlight('descendants'),
      '?': () => (this.#help.hidden = !this.#help.hidden),
      Enter: () => this.#selected !== null && this.toggle(this.#idOf(this.#selected)),
      Backspace: () => this.#closeAround(),
      Escape: () => this.#clear(),
      ArrowLeft: () => this.#selectTowards(-1, 0),
      ArrowRight: () => this.#selectTowards(1, 0),
      ArrowUp: () => this.#selectTowards(0, -1),
      ArrowDown: () => this.#selectTowards(0, 1),
    };
  }

  #panByKey(key: string): void {
    const by = 80;
    if (key === 'ArrowLeft') this.pan(by, 0);
    if (key === 'ArrowRight') this.pan(-by, 0);
    if (key === 'ArrowUp') this.pan(0, by);
    if (key === 'ArrowDown') this.pan(0, -by);
  }

  #clear(): void {
    this.#help.hidden = true;
    this.#highlight = 'none';
    this.#choose(null);
  }

  #closeAround(): void {
    const item = this.#selected;
    if (item === null) return;
    const group = item < 0 && this.#open.has(-1 - item) ? -1 - item : this.#parentOf(item);
    if (group < 0) return;
    this.#selected = -1 - group;
    this.toggle(this.data.groups[group]!.id);
  }

  #parentOf(item: number): number {
    return item < 0 ? this.data.groups[-1 - item]!.parent : this.data.nodes[item]!.group;
  }

  /** Selects the visible item that is nearest in a direction; sideways distance counts twice. */
  #selectTowards(dx: number, dy: number): void {
    const from = this.#selected === null ? undefined : this.#boxOf(this.#selected);
    if (from === undefined) {
      const [first] = this.#scene.items.keys();
      if (first !== undefined) this.#reveal(first);
      return;
    }
    let best: number | null = null;
    let least = Infinity;
    for (const [item, box] of this.#scene.items) {
      const x = box.x + box.width / 2 - from.x - from.width / 2;
      const y = box.y + box.height / 2 - from.y - from.height / 2;
      const along = x * dx + y * dy;
      const aside = Math.abs(x * dy) + Math.abs(y * dx);
      if (along <= 1 || item === this.#selected) continue;
      const distance = along + 2 * aside;
      if (distance < least) [best, least] = [item, distance];
    }
    if (best !== null) this.#reveal(best);
  }

  #find(text: string): void {
    const wanted = text.trim().toLowerCase();
    const hits: HTMLElement[] = [];
    const add = (shown: string, id: string): void => {
      hits.push(
        button(shown.slice(0, 80), `Go to ${shown.slice(0, 80)}`, () => {
          this.#endSearch();
          this.select(id);
        }),
      );
    };
    if (wanted !== '') {
      for (const { path, label, id, pass } of this.data.groups) {
        if (hits.length < mostHits && `${path} ${label}`.toLowerCase().includes(wanted))
          add(`${path || label}${pass === 'backward' ? ' (backward)' : ''}`, id);
      }
      for (const { title, op, modulePath, id } of this.data.nodes) {
        if (hits.length >= mostHits) break;
        if (id === wanted || `${title} ${op} ${modulePath}`.toLowerCase().includes(wanted))
          add(`${title}${modulePath === '' ? '' : ` in ${modulePath}`} (${id})`, id);
      }
      if (hits.length === 0) hits.push(element('div', { text: 'nothing found' }));
    }
    this.#results.replaceChildren(...hits);
    this.#results.hidden = wanted === '';
  }

  #moveInResults(event: KeyboardEvent): void {
    const { activeElement } = document;
    if (event.key === 'Escape') this.#endSearch();
    const next =
      event.key === 'ArrowDown'
        ? activeElement?.nextElementSibling
        : event.key === 'ArrowUp'
          ? (activeElement?.previousElementSibling ?? this.#search)
          : null;
    if (!(next instanceof HTMLElement)) return;
    event.preventDefault();
    next.focus();
  }

  #endSearch(): void {
    this.#results.hidden = true;
    this.#search.value = '';
    this.#canvas.focus();
  }

  #itemOf(id: string): number | null {
    const node = this.data.nodes.findIndex((other) => other.id === id);
    if (node >= 0) return node;
    const group = this.data.groups.findIndex((other) => other.id === id);
    return group < 0 ? null : -1 - group;
  }

  #idOf(item: number): string {
    return item < 0 ? this.data.groups[-1 - item]!.id : this.data.nodes[item]!.id;
  }

  #boxOf(item: number): Box | undefined {
    return this.#scene.items.get(item) ?? (item < 0 ? this.#scene.frames.get(-1 - item) : undefined);
  }

  /** What is at a point of the screen: an item, else the innermost open module. */
  #itemAt(x: number, y: number): number | null {
    const [left, top] = [x / this.#camera.scale + this.#camera.x, y / this.#camera.scale + this.#camera.y];
    const holds = (box: Box): boolean => left >= box.x && left <= box.x + box.width && top >= box.y && top <= box.y + box.height;
    for (const [item, box] of this.#scene.items) if (holds(box)) return item;
    let found: number | null = null;
    for (const [group, box] of this.#scene.frames) if (holds(box)) found = -1 - group;
    return found;
  }

  #choose(item: number | null): void {
    this.#selected = item;
    this.#update();
  }

  /** Opens what hides an item, selects it and brings it into view. */
  #reveal(item: number): void {
    let isHidden = false;
    for (let group = this.#parentOf(item); group >= 0; group = this.data.groups[group]!.parent) {
      isHidden ||= !this.#open.has(group);
      this.#open.add(group);
    }
    if (isHidden) this.#arrange();
    this.#selected = item;
    this.#keepInView(item);
    this.#update();
  }

  #keepInView(item: number): void {
    const box = this.#boxOf(item);
    if (box === undefined) return;
    const camera = this.#camera;
    const { clientWidth, clientHeight } = this.#canvas;
    if (camera.scale < 0.5) camera.scale = 0.8;
    const [x, y] = [(box.x + box.width / 2 - camera.x) * camera.scale, (box.y + box.height / 2 - camera.y) * camera.scale];
    if (x > 60 && x < clientWidth - 360 && y > 80 && y < clientHeight - 60) return;
    camera.x = box.x + box.width / 2 - clientWidth / 2 / camera.scale;
    camera.y = box.y + box.height / 2 - clientHeight / 2 / camera.scale;
  }

  /** Keeps the upper left corner of what was opened or closed where it was. */
  #holdStill(before: Box, after: Box): void {
    this.#camera.x += after.x - before.x;
    this.#camera.y += after.y - before.y;
  }

  #openLevels(levels: number): void {
    const depths: number[] = [];
    this.#open.clear();
    this.data.groups.forEach(({ parent }, group) => {
      const depth = (depths[parent] ?? 0) + 1;
      depths[group] = depth;
      if (depth <= levels) this.#open.add(group);
    });
  }

  #closeUntilLegible(): void {
    for (let levels = this.#levels(); levels > 0 && this.#camera.scale < legibleScale; levels--) {
      this.#openLevels(levels - 1);
      this.#arrange();
      this.fit();
    }
  }

  /** How deep modules are nested. */
  #levels(): number {
    const depths: number[] = [];
    for (const { parent } of this.data.groups) depths.push((depths[parent] ?? 0) + 1);
    return Math.max(0, ...depths);
  }

  #arrange(): void {
    this.#scene = this.#arranger.arrange(this.#open);
  }

  #pause(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.#play.setAttribute('aria-pressed', 'false');
  }

  /** Brings emphasis, panel and status up to date. */
  #update(): void {
    const moment = this.moments[this.#moment];
    this.#emphasis = {
      selected: this.#selected,
      lit: this.#litItems(),
      active: moment === undefined ? null : this.#arranger.standIn(moment.node, this.#open),
      ...this.#numbers(),
    };
    for (const [kind, control] of Object.entries(this.#highlightButtons))
      control.setAttribute('aria-pressed', String(this.#highlight === kind));
    const item = this.#selected;
    const about =
      item === null
        ? []
        : item < 0
          ? describeGroup(this.data, -1 - item)
          : describeNode(this.data, this.#reach, item, (node) => this.#reveal(node));
    if (item !== null && item < 0) {
      const isOpen = this.#open.has(-1 - item);
      about.push(
        button(isOpen ? 'close' : 'open', isOpen ? 'Close the module (Enter)' : 'Open the module (Enter)', () =>
          this.toggle(this.#idOf(item)),
        ),
      );
    }
    this.#panel.replaceChildren(...about);
    this.#panel.hidden = about.length === 0;
    this.#status.textContent = moment === undefined ? this.#summary() : describeMoment(this.data, this.moments, this.#moment);
    this.#draw();
  }

  #summary(): string {
    if (this.#selected === null) return `${this.data.title}, ${this.#scene.items.size} shown`;
    return this.#selected < 0
      ? `module ${this.data.groups[-1 - this.#selected]!.label}`
      : `${this.data.nodes[this.#selected]!.title} ${this.data.nodes[this.#selected]!.shape}`;
  }

  #litItems(): Set<number> | null {
    const item = this.#selected;
    if (item === null || this.#highlight === 'none') return null;
    const start = item >= 0 ? [item] : this.data.nodes.flatMap((_, node) => (this.#isInside(node, -1 - item) ? [node] : []));
    const nodes = this.#highlight === 'ancestors' ? this.#reach.ancestors(start) : this.#reach.descendants(start);
    return new Set([...nodes].map((node) => this.#arranger.standIn(node, this.#open)));
  }

  #isInside(node: number, outer: number): boolean {
    for (let group = this.data.nodes[node]!.group; group >= 0; group = this.data.groups[group]!.parent) if (group === outer) return true;
    return false;
  }

  /** The numbers that the playback has come to: values above, gradients below, and those that flow now on the lines. */
  #numbers(): Pick<Emphasis, 'above' | 'below' | 'along'> {
    const above = new Map<number, string>();
    const below = new Map<number, string>();
    const along = new Map<number, string>();
    const at = this.moments[this.#moment];
    if (at === undefined) return { above, below, along };
    for (const moment of this.moments.slice(0, this.#moment + 1)) {
      const { value, gradient } = this.data.nodes[moment.node]!;
      const item = this.#arranger.standIn(moment.node, this.#open);
      const text = moment.pass === 'forward' ? value : gradient;
      if (text !== '') (moment.pass === 'forward' ? above : below).set(item, short(text));
    }
    const flowing = new Set(at.edges);
    this.#scene.lines.forEach(({ edges }, line) => {
      const edge = edges.find((index) => flowing.has(index));
      if (edge === undefined) return;
      const { from, gradient } = this.data.edges[edge]!;
      const text = at.pass === 'forward' ? this.data.nodes[from]!.value : gradient;
      if (text !== '') along.set(line, short(text));
    });
    return { above, below, along };
  }

  #resize(): void {
    const { clientWidth, clientHeight } = this.#canvas;
    this.#canvas.width = clientWidth * devicePixelRatio;
    this.#canvas.height = clientHeight * devicePixelRatio;
  }

  #draw(): void {
    if (this.#isDirty) return;
    this.#isDirty = true;
    requestAnimationFrame(() => {
      this.#isDirty = false;
      const { clientWidth: width, clientHeight: height } = this.#canvas;
      paint(this.#context, { width, height }, this.data, this.#scene, this.#camera, this.#emphasis);
    });
  }
}

function short(text: string): string {
  return text.length <= 32 ? text : `${text.slice(0, 31)}…`;
}

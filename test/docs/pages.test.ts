import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { markdownExamples } from './example.ts';
import { describeExamples } from './describe-examples.ts';
import { root } from './program.ts';

const pages = ['README.md', ...readdirSync(join(root, 'docs')).flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : []))];

describeExamples(pages.flatMap((page) => markdownExamples(page, readFileSync(join(root, page), 'utf8'))));

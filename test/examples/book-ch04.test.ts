import { testPrograms } from './book-programs.ts';

testPrograms('ch04-learning');

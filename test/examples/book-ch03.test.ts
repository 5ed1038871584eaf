import { testPrograms } from './book-programs.ts';

testPrograms('ch03-neural-network');

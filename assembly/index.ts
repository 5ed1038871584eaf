// The SIMD loops of the wasm device, in AssemblyScript: `npm run build:simd` compiles them into src/backend/wasm/simd-binary.ts.
// They work on the memory of tfjs-backend-wasm, which is imported, and own none: addresses are in bytes, lengths in elements.
export * from './activation';
export * from './compare';
export * from './depthwise';
export * from './elementwise';
export * from './extreme';
export * from './pairwise';
export * from './pool';
export * from './product';
export * from './softmax';
export * from './sum';
export * from './update';

/** The navigator of this browser or Node; Node 20 has none, and not every browser's has a gpu. */
export function navigatorHere(): { gpu?: GPU } | undefined {
  return (globalThis as { readonly navigator?: { gpu?: GPU } }).navigator;
}

/** WebGPU, where there is any. */
export function findGpu(): GPU | undefined {
  return navigatorHere()?.gpu;
}

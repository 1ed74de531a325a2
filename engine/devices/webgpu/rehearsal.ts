/**
 * @file A GPU that does nothing and remembers nothing: code that runs on it shows which kernels it will need, in a fraction
 * of the time that these take to compile and to run. What is read of it is 0.
 */

/** What the choice of kernels depends on, of an adapter somewhere else. */
export interface AdapterFacts {
  readonly limits: Readonly<Record<string, number>>;
  readonly features: readonly string[];
  readonly info: Partial<Pick<GPUAdapterInfo, 'vendor' | 'architecture' | 'device' | 'description'>>;
  readonly isFallbackAdapter: boolean;
}

/** The facts of the adapter that is there; null: there is none. */
export async function adapterFacts(gpu: GPU | undefined): Promise<AdapterFacts | null> {
  const adapter = await gpu?.requestAdapter();
  if (!adapter) return null;
  const limits: Record<string, number> = {};
  const all = adapter.limits as unknown as Record<string, unknown>;
  // they are getters of the prototype
  for (const name in all) if (typeof all[name] === 'number') limits[name] = all[name];
  const { vendor = '', architecture = '', device = '', description = '' } = adapter.info ?? {};
  return {
    limits,
    features: [...adapter.features],
    info: { vendor, architecture, device, description },
    isFallbackAdapter:
      adapter.info?.isFallbackAdapter === true ||
      ('isFallbackAdapter' in adapter && adapter.isFallbackAdapter === true),
  };
}

const nothing = (): void => undefined;
const nobody = (): object => ({});

/** A GPU whose one adapter has these facts. */
export function rehearsalGPU(facts: AdapterFacts): GPU {
  const { limits, info, isFallbackAdapter } = facts;
  const features = new Set(facts.features);
  const requestDevice = async ({ requiredFeatures = [] }: GPUDeviceDescriptor = {}): Promise<object> =>
    idleDevice(limits, new Set<string>(requiredFeatures));
  const adapter = { limits, features, info, isFallbackAdapter, requestDevice };
  return { requestAdapter: () => Promise.resolve(adapter) } as unknown as GPU;
}

function idleDevice(limits: AdapterFacts['limits'], features: ReadonlySet<string>): object {
  const pass = {
    setPipeline: nothing,
    setBindGroup: nothing,
    dispatchWorkgroups: nothing,
    end: nothing,
  };
  const encoder = {
    beginComputePass: () => pass,
    copyBufferToBuffer: nothing,
    clearBuffer: nothing,
    finish: nobody,
  };
  return {
    limits,
    features,
    lost: new Promise(nothing),
    addEventListener: nothing,
    destroy: nothing,
    createBuffer: ({ size }: GPUBufferDescriptor) => ({
      size,
      mapAsync: () => Promise.resolve(),
      getMappedRange: (_at = 0, bytes = size) => new ArrayBuffer(bytes),
      unmap: nothing,
      destroy: nothing,
    }),
    createBindGroupLayout: nobody,
    createPipelineLayout: nobody,
    createBindGroup: nobody,
    createShaderModule: nobody,
    createComputePipeline: nobody,
    createComputePipelineAsync: () => Promise.resolve({}),
    createCommandEncoder: () => encoder,
    queue: { writeBuffer: nothing, submit: nothing, onSubmittedWorkDone: () => Promise.resolve() },
  };
}

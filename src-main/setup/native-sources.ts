/** One published file that holds libtensorflow for one kind of machine, by check sum. */
export interface NativeSource {
  /** A requirement of pip and the platform's tag, or a JAR, which is a ZIP archive, by Maven's coordinates. */
  from: { requirement: string; tag: string } | { artifact: string }
  sha256: string
  /** Its size in MB, and the space that it needs with what is unpacked from it. */
  megabytes: number
  needsBytes: number
  /** Its files that are taken → where they go below the package of tfjs-node. */
  files: Record<string, string>
}

/** The one Python whose wheel is taken, whichever is installed: its library serves every Python alike. */
export const python = '3.12'

const inDeps = (folder: string, names: string[]) =>
  Object.fromEntries(names.map((n) => [`${folder}/${n}`, `deps/lib/${n}`]))
const inLinuxWheel = inDeps('tensorflow', ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'])
const jar = (kind: string) => `org.tensorflow:tensorflow-core-native:1.0.0:jar:${kind}`
const inJar = (kind: string) => `org/tensorflow/internal/c_api/${kind}`

/**
 * By system and processor. On Linux Python's package `tensorflow-cpu` (on ARM `tensorflow`), whose libtensorflow_cc exports the
 * whole C API. On Windows that library would need Python itself and takes 1 GB, so there, and on Apple's processor, it is the
 * official C library as TensorFlow publishes it for Java, with the runtime of Visual C++ that it asks for. Windows looks for
 * libraries beside the addon.
 */
export const nativeSources: Readonly<Record<string, NativeSource>> = {
  'linux-x64': {
    from: { requirement: 'tensorflow-cpu==2.21.0', tag: 'manylinux_2_27_x86_64' },
    sha256: 'dcc8afd32930e42d5296b6ee19078b773706830af4ea97fbe503b9f5e0f820cb',
    megabytes: 270,
    needsBytes: 1.4e9,
    files: inLinuxWheel,
  },
  'linux-arm64': {
    from: { requirement: 'tensorflow==2.21.0', tag: 'manylinux_2_27_aarch64' },
    sha256: 'b07d15737406533898e36c7ef7944b1be18e9028dc521b9229952c537bbc5552',
    megabytes: 270,
    needsBytes: 1.4e9,
    files: inLinuxWheel,
  },
  'win32-x64': {
    from: { artifact: jar('windows-x86_64') },
    sha256: 'b9b96c7ccf37f54bed6a2a03d895a4c6ffcbee17e77b6951dbd2127a0a8a927a',
    megabytes: 77,
    needsBytes: 0.6e9,
    files: Object.fromEntries(
      ['tensorflow.dll', 'msvcp140.dll', 'vcruntime140.dll', 'vcruntime140_1.dll'].map((name) => [
        `${inJar('windows-x86_64')}/${name}`,
        `lib/napi-v8/${name}`,
      ]),
    ),
  },
  'darwin-arm64': {
    from: { artifact: jar('macosx-arm64') },
    sha256: 'be3bcf51e2036fd7813691761ac6796b8a10c57c303f36a760f804925e303332',
    megabytes: 127,
    needsBytes: 1.2e9,
    files: inDeps(inJar('macosx-arm64'), ['libtensorflow_cc.2.dylib', 'libtensorflow_framework.2.dylib']),
  },
}

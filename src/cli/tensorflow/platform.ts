import { existsSync } from 'node:fs';
import { CommandError } from '../command-error.ts';

/** What differs from one operating system to the next. */
export interface Platform {
  /** The wheels that run on the CPU only, and with CUDA; undefined where there are none. */
  readonly cpuWheel: string;
  readonly cudaWheel: string | undefined;
  /** TensorFlow's libraries in its wheel, in the order to load them. */
  readonly libraries: readonly string[];
  /** Compiler options that bind an addon to libraries in `folder`. */
  readonly linkFlags: (folder: string) => string[];
  /** Commands that install what is missing. */
  readonly installPython: string;
  readonly installVenv: string;
  readonly installCompiler: string;
}

/** Debian's and Ubuntu's own commands; elsewhere the names of the packages. */
function linuxCommands(): Pick<Platform, 'installPython' | 'installVenv' | 'installCompiler'> {
  const commands: readonly [file: string, install: string, compiler: string][] = [
    ['/usr/bin/apt-get', 'sudo apt-get install -y python3 python3-venv', 'sudo apt-get install -y g++'],
    ['/usr/bin/dnf', 'sudo dnf install -y python3', 'sudo dnf install -y gcc-c++'],
    ['/usr/bin/pacman', 'sudo pacman -S --noconfirm python', 'sudo pacman -S --noconfirm gcc'],
    ['/usr/bin/zypper', 'sudo zypper install -y python3', 'sudo zypper install -y gcc-c++'],
  ];
  const [, python, compiler] = commands.find(([file]) => existsSync(file)) ?? [
    '',
    "your distribution's python3 and python3-venv",
    "your distribution's g++",
  ];
  return { installPython: python, installVenv: python, installCompiler: compiler };
}

function linux(cpuWheel: string, cudaWheel: string | undefined): Platform {
  return {
    cpuWheel,
    cudaWheel,
    libraries: ['libtensorflow_framework.so.2', 'libtensorflow_cc.so.2'],
    // TensorFlow finds CUDA by paths relative to where its own libraries lie, so they are used where the wheel has them.
    linkFlags: (folder) => [`-L${folder}`, '-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2', `-Wl,-rpath,${folder}`],
    ...linuxCommands(),
  };
}

/** Untried: written from the names in the wheel. */
const macos: Platform = {
  cpuWheel: 'tensorflow',
  cudaWheel: undefined,
  libraries: ['libtensorflow_framework.2.dylib', 'libtensorflow_cc.2.dylib'],
  linkFlags: (folder) => [
    '-undefined',
    'dynamic_lookup',
    `${folder}/libtensorflow_cc.2.dylib`,
    `${folder}/libtensorflow_framework.2.dylib`,
    `-Wl,-rpath,${folder}`,
  ],
  installPython: 'brew install python@3.13',
  installVenv: 'brew install python@3.13',
  installCompiler: 'xcode-select --install',
};

/** True of Linux systems built on glibc, the only ones that TensorFlow's wheels are for. */
export function hasGlibc(): boolean {
  const report = process.report.getReport() as { readonly header: { readonly glibcVersionRuntime?: string } };
  return report.header.glibcVersionRuntime !== undefined;
}

/**
 * What is needed on this system.
 *
 * @throws {CommandError} where TensorFlow has no wheel, or none with CUDA if that is asked for.
 */
export function platformFor(
  cuda: boolean,
  { os, cpu, glibc }: { readonly os: string; readonly cpu: string; readonly glibc: boolean },
): Platform {
  const platform = find(os, cpu, glibc);
  if (platform === undefined) throw new CommandError(unsupported(os, cpu, glibc));
  if (cuda && platform.cudaWheel === undefined) {
    throw new CommandError(
      `install tensorflow: there is no TensorFlow with CUDA for ${os} on ${cpu}. Leave out --cuda: npx megagrad install tensorflow`,
    );
  }
  return platform;
}

function find(os: string, cpu: string, glibc: boolean): Platform | undefined {
  if (os === 'linux' && glibc && cpu === 'x64') return linux('tensorflow-cpu', 'tensorflow[and-cuda]');
  if (os === 'linux' && glibc && cpu === 'arm64') return linux('tensorflow', undefined);
  if (os === 'darwin' && cpu === 'arm64') return macos;
  return undefined;
}

function unsupported(os: string, cpu: string, glibc: boolean): string {
  const wheels = 'TensorFlow has wheels for Linux with glibc (x64, arm64) and for macOS (arm64)';
  const instead = os === 'win32' ? "Run it in WSL ('wsl --install'), or use" : 'Use';
  return `install tensorflow: nothing to install on ${os} ${cpu}${glibc ? '' : ' without glibc'}: ${wheels}. ${instead} device.use('webgpu') or device.use('wasm').`;
}

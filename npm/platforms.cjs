'use strict';

// The platforms with packages of their own, as Node and npm name them. The binaries for Linux need glibc.
exports.platforms = {
  'linux-x64': { os: ['linux'], cpu: ['x64'], libc: ['glibc'] },
  'linux-arm64': { os: ['linux'], cpu: ['arm64'], libc: ['glibc'] },
};

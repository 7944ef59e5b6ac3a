// One implementation for both module systems: a test that mixes them has one set of classes.
import implementation from './index.cjs';

export const { startSignet, binaryPath, SignetServer, SignetError, SignetStartError, IssuedToken } = implementation;

#!/usr/bin/env bash
# Packs Signet.TestHost, and runs the tests of samples/test-host against the package. Ends with "N passed, N failed".
exec "$(dirname "$0")/package-samples.sh" test-host Signet.TestHost AspNetApi Operator JwksVerifier NUnit MSTest

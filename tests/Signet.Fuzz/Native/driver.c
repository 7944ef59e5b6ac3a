/* The seam between libFuzzer (compiler-rt, libclang_rt.fuzzer_no_main) and the targets, which are .NET code in the same process. */
#include <stddef.h>
#include <stdint.h>

/* libFuzzer reads its coverage from this section; SharpFuzz's instrumentation writes it. */
__attribute__((section("__libfuzzer_extra_counters"))) uint8_t signet_fuzz_counters[1 << 16];

extern int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*callback)(const uint8_t *data, size_t size));

int signet_fuzz_run(int argc, char **argv, int (*callback)(const uint8_t *data, size_t size)) {
  return LLVMFuzzerRunDriver(&argc, &argv, callback);
}

using Xunit.Sdk;
using Xunit.v3;

// Scenarios mostly wait (for controllers, for the end of a watch), so that more of them run at a time than there are cores.
[assembly: Parallelization(Mode = ParallelMode.All, MaxThreads = 8)]

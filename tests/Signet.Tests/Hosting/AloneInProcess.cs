namespace Signet.Tests.Hosting;

/// <summary>Tests that inspect the whole process: they run without other tests.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneInProcess
{
    public const string Name = "alone in the process";
}

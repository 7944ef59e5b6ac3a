using SharpFuzz;

namespace Signet.Fuzz.Engine;

/// <summary>Instruments a copy of the product: each branch increments a counter of <see cref="CoverageMap"/>.</summary>
internal static class Instrumentation
{
    private static readonly string[] Assemblies = ["Signet.Core", "Signet.Storage", "Signet.Signing", "Signet.Server", "signet", "YamlDotNet"];

    /// <summary>Replaces the product's assemblies in a folder, which must not be that of the running process.</summary>
    public static void Apply(string folder)
    {
        foreach (var name in Assemblies)
        {
            var types = Fuzzer.Instrument(Path.Combine(folder, name + ".dll"), _ => true, Options.Value).Count();
            Console.WriteLine($"{name}: {types} types");
        }
    }
}

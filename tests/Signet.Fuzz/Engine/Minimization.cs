using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Signet.Fuzz.Targets;

namespace Signet.Fuzz.Engine;

/// <summary>
/// Chooses few small inputs that together take every branch that all of them take: shortest first, each that takes a branch that no earlier one
/// does. Instrumented only.
/// </summary>
internal static class Minimization
{
    /// <summary>Copies the chosen inputs of some folders into another, until that has a number of bytes.</summary>
    public static void Run(FuzzTarget target, string driver, int maxBytes, IReadOnlyList<string> from, string to)
    {
        var map = CoverageMap.UseDriver(NativeLibrary.Load(driver));
        var taken = new bool[CoverageMap.Size];
        var inputs = from.SelectMany(Directory.EnumerateFiles).Select(File.ReadAllBytes).OrderBy(input => input.Length).ToList();

        // Static constructors run once; they must not count for the first input.
        inputs.ForEach(input => InputRun.Run(target, input, out _));
        Directory.CreateDirectory(to);
        var (count, bytes) = (0, 0);
        foreach (var input in inputs)
        {
            map.Clear();
            CoverageMap.Restart();
            if (InputRun.Run(target, input, out _) is not null || bytes + input.Length > maxBytes)
            {
                continue;
            }

            var isNew = false;
            for (var i = 0; i < map.Length; i++)
            {
                isNew |= map[i] > 0 && !taken[i];
                taken[i] |= map[i] > 0;
            }

            if (isNew)
            {
                File.WriteAllBytes(Path.Combine(to, Convert.ToHexStringLower(SHA256.HashData(input))[..16]), input);
                (count, bytes) = (count + 1, bytes + input.Length);
            }
        }

        Console.WriteLine($"{target.Name}: {count} of {inputs.Count} inputs, {bytes} bytes, {taken.Count(isTaken => isTaken)} branches");
    }
}

using Signet.Fuzz.Targets;

namespace Signet.Fuzz.Engine;

/// <summary>Runs files through a target.</summary>
internal static class Replay
{
    /// <summary>Prints what each file violates; 1 if one does.</summary>
    public static int Run(FuzzTarget target, IReadOnlyList<string> files)
    {
        var failed = 0;
        foreach (var file in files)
        {
            var input = File.ReadAllBytes(file);
            if (InputRun.Run(target, input, out _) is { } finding)
            {
                Console.WriteLine($"{file}: {finding.Kind}\n{finding.Detail}");
                failed = 1;
            }
            else
            {
                var (time, bytes) = InputRun.Measure(target, input);
                Console.WriteLine($"{file}: {input.Length} bytes, {time.TotalMilliseconds:0.00} ms, {bytes} bytes allocated");
            }
        }

        return failed;
    }
}

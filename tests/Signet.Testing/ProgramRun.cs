using System.Diagnostics;

namespace Signet.Testing;

/// <summary>Runs programs.</summary>
internal static class ProgramRun
{
    /// <summary>Runs a program to its end. Returns the exit code and the trimmed output.</summary>
    /// <param name="environment">Environment variables to set; null removes one.</param>
    /// <param name="folder">The working directory; null for that of the tests.</param>
    public static async Task<(int ExitCode, string Output, string Errors)> ToEndAsync(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null, string? folder = null)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder ?? "",
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var patience = new CancellationTokenSource(Patience.Limit);
        await process.WaitForExitAsync(patience.Token);
        return (process.ExitCode, (await output).Trim(), (await errors).Trim());
    }
}

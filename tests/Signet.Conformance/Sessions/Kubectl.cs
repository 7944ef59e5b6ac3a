using System.ComponentModel;
using System.Diagnostics;
using Signet.Testing;

namespace Signet.Conformance.Sessions;

/// <summary>A real kubectl of a version, run as a user with a separate home directory.</summary>
internal sealed class Kubectl(string path, string home)
{
    /// <summary>Finds the kubectl of a version such as <c>1.33</c>; skips the test if there is none.</summary>
    public static string Require(string version) => TestMachine.RequireBeside($"kubectl.{version}", "kubectl");

    /// <summary>Runs a command; null on a timeout.</summary>
    public async Task<(int ExitCode, string Output, string Errors)?> RunAsync(
        IEnumerable<string> arguments, string kubeconfig, string? input, TimeSpan patience)
    {
        var start = new ProcessStartInfo(path, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = home,
        };
        start.Environment.Clear();
        start.Environment["HOME"] = home;
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH");
        start.Environment["KUBECONFIG"] = kubeconfig;
        using var process = Process.Start(start) ?? throw new Win32Exception($"{path} does not start");
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        try
        {
            await process.WaitForExitAsync().WaitAsync(patience);
        }
        catch (TimeoutException)
        {
            process.Kill();
            return null;
        }

        return (process.ExitCode, await output, await errors);
    }
}

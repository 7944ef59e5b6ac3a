using System.ComponentModel;
using System.Diagnostics;
using Signet.Testing;

namespace Signet.Conformance.Sessions;

/// <summary>A real kubectl of one version, run as one user with a home of its own.</summary>
internal sealed class Kubectl(string path, string home)
{
    /// <summary>The kubectl of a version such as <c>1.33</c>, or skips the test.</summary>
    public static string Require(string version) => TestMachine.RequireBeside($"kubectl.{version}", "kubectl");

    /// <summary>Runs it; null if it does not end in time.</summary>
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

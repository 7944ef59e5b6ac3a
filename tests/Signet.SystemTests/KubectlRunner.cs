using System.Diagnostics;
using Signet.SystemTests.Compatibility;
using Signet.Testing;

namespace Signet.SystemTests;

/// <summary>A version of kubectl, used by the administrator of a server.</summary>
internal sealed class KubectlRunner(string path, string kubeconfig, string home)
{
    /// <summary>The tested versions. A missing version is skipped, or fails with SIGNET_REQUIRE_ALL=1.</summary>
    public static TheoryData<string> Versions => ["1.27", "1.28", "1.29", "1.30", "1.31", "1.32", "1.33"];

    /// <summary>Finds the kubectl of a version; skips the test if there is none.</summary>
    public static KubectlRunner Require(string version, SignetProcess server, string home) =>
        new(TestMachine.RequireBeside($"kubectl.{version}", "kubectl"), KubeconfigOf(server), home);

    /// <summary>Finds the kubectl of a version, or null.</summary>
    public static KubectlRunner? Find(string version, SignetProcess server, string home) =>
        TestMachine.FindBeside($"kubectl.{version}", "kubectl") is { } path ? new KubectlRunner(path, KubeconfigOf(server), home) : null;

    /// <summary>Runs a command that must succeed; returns its trimmed output.</summary>
    public async Task<string> RunAsync(params string[] arguments)
    {
        var (code, output, errors) = await TryAsync(arguments);
        Assert.True(code == 0, $"kubectl {string.Join(' ', arguments)}: {output}{errors}");
        return output;
    }

    /// <summary>Runs a command.</summary>
    public async Task<(int Code, string Output, string Errors)> TryAsync(params string[] arguments)
    {
        var start = StartOf(arguments);
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.WaitForExitAsync().WaitAsync(Patience.Limit);
        }
        catch (TimeoutException)
        {
            process.Kill();
            throw;
        }

        return (process.ExitCode, (await output).Trim(), await errors);
    }

    /// <summary>Starts a command that does not end by itself.</summary>
    public RunningKubectl Start(params string[] arguments) => new(StartOf(arguments));

    private static string KubeconfigOf(SignetProcess server) => Path.Combine(server.DataDirectory, "admin.kubeconfig");

    private ProcessStartInfo StartOf(string[] arguments)
    {
        var start = new ProcessStartInfo(path, arguments);
        start.Environment["KUBECONFIG"] = kubeconfig;
        start.Environment["HOME"] = home;
        return start;
    }
}

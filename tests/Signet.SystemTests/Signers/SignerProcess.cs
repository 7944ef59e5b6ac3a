using Signet.Testing;

namespace Signet.SystemTests.Signers;

/// <summary>A process of <c>signet signer</c>.</summary>
internal static class SignerProcess
{
    /// <summary>Starts a signer and waits until it serves its socket.</summary>
    /// <param name="socket">The path of the socket, or <c>@name</c>.</param>
    /// <param name="dataDirectory">The data directory.</param>
    /// <param name="flags">Further flags.</param>
    public static Task<SignetProcess> StartAsync(string socket, string dataDirectory, params string[] flags) =>
        StartWithAsync(new Dictionary<string, string?>(), socket, dataDirectory, flags);

    /// <summary>Starts a signer with further environment variables.</summary>
    public static async Task<SignetProcess> StartWithAsync(
        IReadOnlyDictionary<string, string?> environment, string socket, string dataDirectory, params string[] flags)
    {
        var process = SignetProcess.Start(
            ["signer", "--listen", $"unix:{socket}", "--data-dir", dataDirectory, .. flags], dataDirectory, environment: environment);
        await Patience.UntilAsync(
            () =>
            {
                Assert.False(process.HasExited, process.Errors);
                return Task.FromResult(process.Output.Contains("Signet signs for clients of ", StringComparison.Ordinal));
            },
            "the signer serves");
        return process;
    }
}

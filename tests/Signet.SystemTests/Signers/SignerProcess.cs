using Signet.Testing;

namespace Signet.SystemTests.Signers;

/// <summary>A process of <c>signet signer</c>.</summary>
internal static class SignerProcess
{
    /// <summary>Starts a signer and waits until it serves its socket.</summary>
    public static async Task<SignetProcess> StartAsync(string socket, string dataDirectory, params string[] flags)
    {
        var process = SignetProcess.Start(["signer", "--listen", $"unix:{socket}", "--data-dir", dataDirectory, .. flags], dataDirectory);
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

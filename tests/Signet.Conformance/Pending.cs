namespace Signet.Conformance;

/// <summary>
/// Scenarios that do not pass yet, by name and issue (<c>Data/pending.txt</c>). They are skipped; with <c>SIGNET_STRICT_PENDING=1</c> they run and must
/// fail, so that passing ones are removed from the list.
/// </summary>
internal static class Pending
{
    private static readonly Dictionary<string, string> Listed = TestData.List("pending.txt");

    private static bool Strict => Environment.GetEnvironmentVariable("SIGNET_STRICT_PENDING") == "1";

    /// <summary>Runs a comparison and fails with its differences, unless the name is pending.</summary>
    public static async Task CheckAsync(string name, Func<Task<IReadOnlyList<string>>> compare)
    {
        var pending = Listed.TryGetValue(name, out var reason);
        Assert.SkipWhen(pending && !Strict, $"pending: {reason}");
        var differences = await compare();
        if (pending)
        {
            Assert.False(differences.Count == 0, $"{name} passes now: take it off Data/pending.txt");
            Assert.Skip($"pending: {reason}");
        }

        Assert.True(differences.Count == 0, $"{differences.Count} differences\n{string.Join('\n', differences)}");
    }
}

namespace Signet.Conformance;

/// <summary>
/// What does not pass yet, by name and issue (<c>Data/pending.txt</c>). It is skipped; with <c>SIGNET_STRICT_PENDING=1</c> it runs and has
/// to fail, so that what has begun to pass is taken off the list.
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

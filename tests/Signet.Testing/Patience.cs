using System.Diagnostics;
using Xunit;

namespace Signet.Testing;

/// <summary>How long tests wait for what can only fail by never coming: far longer than it takes on the busiest machine.</summary>
internal static class Patience
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>When it is over.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromMinutes(2);

    /// <summary>Asks until it is so.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo, string what)
    {
        var waited = Stopwatch.StartNew();
        while (!await isSo())
        {
            Assert.True(waited.Elapsed < Limit, $"in {Limit} it has not come that {what}");
            await Task.Delay(Pause);
        }
    }
}

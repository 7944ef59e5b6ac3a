using System.Diagnostics;
using Xunit;

namespace Signet.Testing;

/// <summary>The time limit of waits in tests that only fail by never completing: far longer than any of them takes on a busy machine.</summary>
internal static class Patience
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public static TimeSpan Limit { get; } = TimeSpan.FromMinutes(2);

    /// <summary>Polls until a condition is true; fails with <paramref name="what"/> after the limit.</summary>
    public static Task UntilAsync(Func<Task<bool>> isSo, string what) => UntilAsync(isSo, () => what);

    /// <summary>As above; <paramref name="what"/> is called at the limit, and can say what was seen last.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo, Func<string> what)
    {
        var waited = Stopwatch.StartNew();
        while (!await isSo())
        {
            Assert.True(waited.Elapsed < Limit, $"in {Limit} it has not come that {what()}");
            await Task.Delay(Pause);
        }
    }
}

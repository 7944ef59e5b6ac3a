using System.Buffers;
using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Signet.Server.Audit.Events;
using Signet.Testing;

namespace Signet.Tests.Audit;

/// <summary>Lines for outputs.</summary>
internal static class TestLines
{
    /// <summary>A line with a text and a line break.</summary>
    public static AuditLine Of(string text, AuditReceipt? receipt = null)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetByteCount(text) + 1);
        return new AuditLine(buffer, Encoding.UTF8.GetBytes(text + "\n", buffer)) { Receipt = receipt };
    }

    /// <summary>Advances a clock until a condition is true.</summary>
    public static async Task UntilAsync(FakeTimeProvider time, Func<bool> condition)
    {
        var waited = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(waited.Elapsed < Patience.Limit, "it does not happen");
            time.Advance(TimeSpan.FromMilliseconds(200));
            await Task.Delay(1);
        }
    }
}

using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Signet.Core.Tracing;
using Signet.Server.Hosting.Logging;
using Signet.Server.Http.Requests;

namespace Signet.Tests.Hosting.Logging;

/// <summary>Ids of requests in the log, and characters.</summary>
public sealed class LogFormatTests
{
    [Fact]
    public void Json_EventOfARequest_HasItsIds()
    {
        using var source = new ActivitySource(Spans.SourceName);
        using var listener = new ActivityListener
        {
            ShouldListenTo = one => ReferenceEquals(one, source),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        using var lines = LogLines.Json();
        string trace;
        using (RequestScope.Begin("the-id"))
        {
            using var span = source.StartActivity("request");
            trace = span!.TraceId.ToHexString();
            Write(lines);
        }

        Write(lines);

        using var during = JsonDocument.Parse(lines.Written[0]);
        Assert.Equal("the-id", during.RootElement.GetProperty("auditID").GetString());
        Assert.Equal(trace, during.RootElement.GetProperty("traceID").GetString());
        Assert.Equal(7, during.RootElement.GetProperty("Count").GetInt32());
        using var after = JsonDocument.Parse(lines.Written[1]);
        Assert.False(after.RootElement.TryGetProperty("auditID", out _));
        Assert.False(after.RootElement.TryGetProperty("traceID", out _));
    }

    [Fact]
    public void Text_EventOfARequestWithoutItsId_GetsIt()
    {
        using var lines = LogLines.Text();
        using (RequestScope.Begin("the-id"))
        {
            Write(lines);
        }

        Assert.EndsWith(" 7 things (audit id the-id)\n", lines.Written[0], StringComparison.Ordinal);
    }

    /// <summary>Background work that a request starts outlives it.</summary>
    [Fact]
    public async Task Scope_WorkThatOutlivesTheRequest_HasNoId()
    {
        var ended = new TaskCompletionSource();
        var seen = new List<string?>();
        async Task WorkAsync()
        {
            seen.Add(RequestScope.AuditId);
            await ended.Task;
            seen.Add(RequestScope.AuditId);
        }

        Task work;
        using (RequestScope.Begin("the-id"))
        {
            work = WorkAsync();
        }

        ended.SetResult();
        await work;
        Assert.Equal(["the-id", null], seen);
    }

    [Theory]
    [InlineData("plain ü 😀", "plain ü 😀")]
    [InlineData("a\nb\r\nc", "a b c")]
    [InlineData("a\rb\u001b[31m", "a\\u000db\\u001b[31m")]
    [InlineData("\u202egnp\u2066\u0085\ufeff", "\\u202egnp\\u2066\\u0085\\ufeff")]
    public void OneLine_Characters_AreSafe(string text, string expected) => Assert.Equal(expected, LogText.OneLine(text));

    [Fact]
    public void OneLine_SurrogatesWithoutAPair_AreEscaped() => Assert.Equal("\\udc00\\ud800 x \\ud800", LogText.OneLine("\udc00\ud800 x \ud800"));

    [Fact]
    public void OneLine_PlainText_IsTheSameInstance()
    {
        var text = new string('a', 100);
        Assert.Same(text, LogText.OneLine(text));
    }

    private static readonly List<KeyValuePair<string, object?>> Counted = [new("Count", 7)];

    private static void Write(LogLines lines) => lines.Log(
        LogLevel.Information, new EventId(1, "Counted"), Counted, null, (_, _) => "7 things");
}

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Signet.Core.Metrics;
using Signet.Core.Primitives;
using Signet.Server.Hosting.Web;
using Signet.Server.Http.Outcomes;
using Signet.Tests.Http;

namespace Signet.Tests.Hosting.Web;

/// <summary>Refusals are logged at a bounded rate, with their number.</summary>
public sealed class OverloadReportTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Lines _lines = new();
    private readonly OverloadReport _report;

    public OverloadReportTests() => _report = new OverloadReport(new MetricSet(), _time, _lines);

    [Fact]
    public void Refused_ManyTimes_OneLineForEachReasonAndInterval()
    {
        for (var i = 0; i < 1000; i++)
        {
            Refuse("queue-full");
            Refuse("too-many-watches");
        }

        _time.Advance(TimeSpan.FromSeconds(10));
        Refuse("queue-full");

        Assert.Equal(
            [
                "1 requests were refused with 429: the queue of their user is full",
                "1 requests were refused with 429: too many watches are running (--max-watches, --max-watches-per-user)",
                "1000 requests were refused with 429: the queue of their user is full",
            ],
            _lines.Texts);
    }

    [Theory]
    [InlineData("concurrency-limit")]
    [InlineData("time-out")]
    [InlineData("")]
    public void Refused_EachReason_HasALine(string reason)
    {
        Refuse(reason);

        Assert.StartsWith("1 requests were refused with 429: ", Assert.Single(_lines.Texts), StringComparison.Ordinal);
    }

    [Fact]
    public void CutOff_IsLoggedAndOtherOutcomesAreNot()
    {
        End(record => (record.Answer, record.End) = (new StatusError { Code = 404, Reason = "NotFound", Message = "" }, RequestEnd.Answered));
        End(record => record.End = RequestEnd.CutOff);
        End(record => record.End = RequestEnd.CutOff);

        Assert.StartsWith("1 clients were cut off ", Assert.Single(_lines.Texts), StringComparison.Ordinal);
    }

    private void Refuse(string detail) => End(record =>
        (record.Answer, record.Detail, record.End) = (new StatusError { Code = 429, Reason = "TooManyRequests", Message = "too many" }, detail, RequestEnd.Answered));

    private void End(Action<RequestRecord> end)
    {
        var record = new RequestRecord(TestRequests.Received(TestRequests.Http("GET", "/version")));
        end(record);
        _report.Ended(new RequestOutcome(record, TimeSpan.Zero));
    }

    private sealed class Lines : ILogger<OverloadReport>
    {
        public List<string> Texts { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Texts.Add(formatter(state, exception));
    }
}

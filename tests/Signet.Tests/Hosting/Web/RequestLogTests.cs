using Microsoft.Extensions.Logging;
using Signet.Core.Storage;
using Signet.Server.Hosting.Web;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Outcomes;
using Signet.Server.Http.Requests;
using Signet.Tests.Http;

namespace Signet.Tests.Hosting.Web;

/// <summary>Which requests are logged, and at which level.</summary>
public sealed class RequestLogTests
{
    [Theory]
    [InlineData("/version", 6300, LogLevel.Warning)]
    [InlineData("/version?timeout=1ms", 6300, LogLevel.Information)]
    public void Ended_TimedOut_IsAWarningOnlyAtTheServersOwnLimit(string target, int id, LogLevel level) =>
        Assert.Equal([(id, level)], Log(target, record => record.End = RequestEnd.TimedOut));

    [Fact]
    public void Ended_Threw_IsLogged()
    {
        Assert.Equal([(6000, LogLevel.Error)], Log("/version", record => record.Exception = new InvalidOperationException("a bug")));
        Assert.Equal([(6100, LogLevel.Warning)], Log("/version", record => record.Exception = new StoreFullException("full")));
    }

    [Fact]
    public void Ended_Answered_IsNotLogged() => Assert.Empty(Log("/version", record => (record.Answer, record.End) = (Answer.Text.PageNotFound, RequestEnd.Answered)));

    private static List<(int Id, LogLevel Level)> Log(string target, Action<RequestRecord> end)
    {
        var record = new RequestRecord(TestRequests.Received(TestRequests.Http("GET", target)));
        end(record);
        var logger = new Levels();
        new RequestLog(new RequestOptions(), logger).Ended(new RequestOutcome(record, TimeSpan.Zero));
        return logger.Entries;
    }

    private sealed class Levels : ILogger<RequestLog>
    {
        public List<(int Id, LogLevel Level)> Entries { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Entries.Add((eventId.Id, logLevel));
    }
}

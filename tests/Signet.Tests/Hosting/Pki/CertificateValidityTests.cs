using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Signet.Server.Hosting.Certificates;
using Signet.Server.Hosting.Pki;
using Signet.Testing;
using Signet.Tests.Background;

namespace Signet.Tests.Hosting.Pki;

/// <summary>Certificates are reported before and after they expire.</summary>
public sealed class CertificateValidityTests
{
    private static readonly DateTimeOffset End = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static CertificateValidity Life => new("serving certificate", "tls.crt", End.AddDays(-90), End);

    [Theory]
    [InlineData(-31, null, true)]
    [InlineData(-29, "the serving certificate (tls.crt) expires on 2026-03-01T12:00:00Z, in 29 days", true)]
    [InlineData(-1, "the serving certificate (tls.crt) expires on 2026-03-01T12:00:00Z, in 24 hours", true)]
    [InlineData(1, "the serving certificate (tls.crt) expired on 2026-03-01T12:00:00Z", false)]
    [InlineData(-91, "the serving certificate (tls.crt) is not valid before 2025-12-01T12:00:00Z", false)]
    public void Warning_DaysToExpiry_NamesTheTime(int days, string? expected, bool isValid)
    {
        Assert.Equal(expected, Life.Warning(End.AddDays(days)));
        Assert.Equal(isValid, Life.IsValid(End.AddDays(days)));
    }

    [Fact]
    public async Task Execute_TimePasses_LogsEveryDay()
    {
        var time = new FakeTimeProvider(End.AddDays(-30.5));
        var log = new List<(LogLevel Level, string Text)>();
        using var factory = LoggerFactory.Create(builder => builder.AddProvider(new ListLogger(log)));
        var checks = 0;
        var expiry = new CertificateExpiry(() => Interlocked.Increment(ref checks) > 0 ? [Life] : [], time, factory.CreateLogger<CertificateExpiry>());

        await using var service = RunningService.Start(expiry, time);

        // Its timer exists when it has checked for the first time.
        await Patience.UntilAsync(() => Task.FromResult(Volatile.Read(ref checks) > 0), "the service runs");
        Assert.Empty(log);
        Assert.Null(expiry.Warnings);
        for (var day = 1; day <= 32; day++)
        {
            time.Advance(TimeSpan.FromDays(1));
            await Patience.UntilAsync(() => Task.FromResult(log.Count == day), $"day {day} is told");
        }

        Assert.Equal(30, log.Count(entry => entry.Level == LogLevel.Warning));
        Assert.Equal(2, log.Count(entry => entry.Level == LogLevel.Error && entry.Text.Contains("expired on", StringComparison.Ordinal)));
        Assert.Contains("expired on", expiry.Warnings, StringComparison.Ordinal);
    }

    private sealed class ListLogger(List<(LogLevel Level, string Text)> log) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Add((logLevel, formatter(state, exception)));

        public void Dispose()
        {
        }
    }
}

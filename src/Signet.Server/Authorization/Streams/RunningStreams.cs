using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Signet.Core.Primitives;
using Signet.Server.Http;
using Signet.Server.Http.Requests;

namespace Signet.Server.Authorization.Streams;

/// <summary>All streaming responses in progress. A sweep checks only those whose access may have ended; sending an event costs nothing.</summary>
/// <param name="options">The lifetime of authorization decisions.</param>
/// <param name="checker">Checks one stream.</param>
/// <param name="changes">The version whose change makes checks due.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The logger of streams that end.</param>
internal sealed class RunningStreams(
    StreamOptions options, StreamChecker checker, AccessChanges changes, TimeProvider time, ILogger<RunningStreams> logger)
{
    private const string Ended = "the credential or the authorization of this request has ended; list and watch again with a valid credential";
    private readonly ConcurrentDictionary<RunningStream, bool> _streams = new();

    /// <summary>The number of streams in progress.</summary>
    public int Count => _streams.Count;

    /// <summary>Registers the stream of a request; the next sweep checks it for the first time.</summary>
    public RunningStream Begin(ApiRequest request)
    {
        var stream = checker.Begin(request);
        _streams[stream] = true;
        return stream;
    }

    /// <summary>Unregisters a stream that has ended.</summary>
    public void End(RunningStream stream) => _streams.TryRemove(stream, out _);

    /// <summary>Checks all streams that are due. Called by one thread at a time.</summary>
    /// <returns>Completes when all checks have completed; those without I/O have completed when the method returns.</returns>
    public Task SweepAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var version = changes.VersionAt(now);
        List<Task>? pending = null;
        foreach (var (stream, _) in _streams)
        {
            if (stream.TryBeginCheck(version, now) && CheckAsync(stream, version, now, cancellationToken) is { IsCompleted: false } check)
            {
                (pending ??= []).Add(check);
            }
        }

        return pending is null ? Task.CompletedTask : Task.WhenAll(pending);
    }

    private async Task CheckAsync(RunningStream stream, long version, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            var (lifetime, refusal) = await checker.CheckAsync(stream, now, cancellationToken).ConfigureAwait(false);
            if (refusal is not null)
            {
                End(stream, refusal);
            }
            else
            {
                stream.Confirm(version, lifetime.EndsAt, CheckAgainAt(lifetime, now));
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The server is stopping, and with it all streams.
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // A stream whose client has just disconnected may fail on state of its connection. Any other failure ends the stream: it is no permission.
            if (_streams.ContainsKey(stream))
            {
                Log.StreamCheckFailed(logger, exception, stream.Request.AuditId);
                End(stream, "the access could not be checked");
            }
        }
        finally
        {
            stream.EndCheck();
        }
    }

    private void End(RunningStream stream, string reason)
    {
        var request = stream.Request;
        reason = TokenMask.Apply(reason);
        Log.StreamEnded(logger, request.Info.Verb, TokenMask.Apply(request.Info.Path), request.AuditId, reason);
        stream.Access.End(StatusErrors.Expired(Ended), reason);
    }

    private long CheckAgainAt(CredentialLifetime lifetime, DateTimeOffset now)
    {
        var decision = options.AuthorizationLifetime is { } maxAge ? (now + maxAge).ToUnixTimeSeconds() : 0;
        return Earlier(Earlier(lifetime.EndsAt, lifetime.CheckAgainAt), decision);
    }

    private static long Earlier(long a, long b) => a == 0 ? b : b == 0 ? a : Math.Min(a, b);
}

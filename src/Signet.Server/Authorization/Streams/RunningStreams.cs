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
    /// <summary>The time limit of one check, that of a new request. A webhook has its own, shorter one.</summary>
    internal static readonly TimeSpan CheckLimit = TimeSpan.FromMinutes(1);

    private const string Ended = "the credential or the authorization of this request has ended; list and watch again with a valid credential";
    private readonly ConcurrentDictionary<RunningStream, bool> _streams = new();

    /// <summary>The number of streams in progress.</summary>
    public int Count => _streams.Count;

    /// <summary>Registers the stream of a request; the next sweep checks it for the first time.</summary>
    public RunningStream Begin(ApiRequest request)
    {
        var stream = checker.Begin(request);
        stream.Access.WriteLimit = options.WriteLimit;
        _streams[stream] = true;
        return stream;
    }

    /// <summary>Unregisters a stream that has ended.</summary>
    public void End(RunningStream stream) => _streams.TryRemove(stream, out _);

    /// <summary>
    /// Ends every stream whose credential has expired, and checks every stream whose access may have ended. Called by one thread at a time.
    /// When <see cref="AccessChanges"/> fails, every stream is checked, and the returned task fails afterwards.
    /// </summary>
    /// <returns>Completes when all checks have ended. Checks that wait for nothing have ended when this method returns.</returns>
    public Task SweepAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        List<Task>? pending = null;
        long? version = null;
        try
        {
            version = changes.VersionAt(now);
        }
        catch (Exception exception)
        {
            pending = [Task.FromException(exception)];
        }

        foreach (var (stream, _) in _streams)
        {
            if (stream.Access.Error is null && stream.HasExpired(now))
            {
                // Also while a check waits for a webhook.
                End(stream, "the credential has expired");
            }
            else if (stream.TryBeginCheck(version, now) &&
                CheckAsync(stream, version, now, cancellationToken) is { IsCompletedSuccessfully: false } check)
            {
                (pending ??= []).Add(check);
            }
        }

        return pending is null ? Task.CompletedTask : Task.WhenAll(pending);
    }

    private async Task CheckAsync(RunningStream stream, long? version, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            var check = checker.CheckAsync(stream, now, cancellationToken);
            var (lifetime, refusal) = check.IsCompleted
                ? await check.ConfigureAwait(false)
                : await check.AsTask().WaitAsync(CheckLimit, time, cancellationToken).ConfigureAwait(false);
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
            // The check of a stream that has just ended may fail because its connection is disposed. Every other failure ends the access.
            if (_streams.ContainsKey(stream))
            {
                End(stream, "the access could not be checked");
                Log.StreamCheckFailed(logger, exception, stream.Request.AuditId);
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
        if (stream.Access.TryEnd(StatusErrors.Expired(Ended), reason))
        {
            Log.StreamEnded(logger, request.Info.Verb, TokenMask.Apply(request.Info.Path), request.AuditId, reason);
        }
    }

    private long CheckAgainAt(CredentialLifetime lifetime, DateTimeOffset now)
    {
        var decision = options.AuthorizationLifetime is { } maxAge ? (now + maxAge).ToUnixTimeSeconds() : 0;
        return Earlier(Earlier(lifetime.EndsAt, lifetime.CheckAgainAt), decision);
    }

    private static long Earlier(long a, long b) => a == 0 ? b : b == 0 ? a : Math.Min(a, b);
}

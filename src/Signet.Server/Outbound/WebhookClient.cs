using System.Net;
using System.Text.Json;
using Signet.Core.Tracing;
using Signet.Server.Files;

namespace Signet.Server.Outbound;

/// <summary>
/// Sends reviews to another server by POST, and again while it is unreachable or overloaded (apiserver, <c>pkg/util/webhook</c>). The number of
/// reviews at once is bounded.
/// </summary>
/// <param name="targets">The server; requests that begin after a change go to the new one.</param>
/// <param name="version">The API version of the reviews, such as <c>v1</c>.</param>
/// <param name="time">The clock of the pauses between attempts.</param>
/// <param name="calls">Counts its requests, and names their spans.</param>
/// <param name="timeout">The time limit of a request; null for 10 s.</param>
internal sealed class WebhookClient(
    IValueSource<KubeconfigTarget> targets, string version, TimeProvider time, WebhookCalls calls, TimeSpan? timeout = null) : IDisposable
{
    /// <summary>The reviews at once.</summary>
    public const int MaxConcurrent = 64;

    /// <summary>The reviews that wait for others to end.</summary>
    public const int MaxWaiting = 1024;

    private const int MaxAttempts = 3;
    private const int MaxResponseBytes = 1024 * 1024;
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan InitialPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(5);
    private readonly Lock _lock = new();
    private readonly TimeSpan _timeout = timeout ?? DefaultTimeout;
    private readonly WebhookSlots _slots = new(MaxConcurrent, MaxWaiting, MaxWait, time);
    private volatile WebhookConnection _connection = Connect(targets.Current, generation: 0, timeout ?? DefaultTimeout, calls);

    /// <summary>The API version of the reviews.</summary>
    public string Version => version;

    /// <summary>Changes with each change of the target, so that responses of an earlier target are not used.</summary>
    public int Generation => Current.Generation;

    /// <summary>Sends a review and returns the <c>status</c> of the response.</summary>
    /// <param name="review">The review as JSON.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="WebhookFailedException">There is no response, or it is not a review.</exception>
    public async Task<JsonElement> SendAsync(ReadOnlyMemory<byte> review, CancellationToken cancellationToken)
    {
        if (!await _slots.TryEnterAsync(cancellationToken).ConfigureAwait(false))
        {
            throw new WebhookFailedException($"{targets.Current.Server}: {MaxConcurrent} requests are in flight, and too many wait for them");
        }

        try
        {
            return await SendInTurnAsync(review, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _slots.Release();
        }
    }

    private async Task<JsonElement> SendInTurnAsync(ReadOnlyMemory<byte> review, CancellationToken cancellationToken)
    {
        var pause = InitialPause;
        for (var attempt = 1; ; attempt++)
        {
            var connection = Acquire();
            try
            {
                var (status, fault, isTransient, isTimeout) = await TrySendAsync(connection, review, cancellationToken).ConfigureAwait(false);
                if (status is { } received)
                {
                    return received;
                }

                if (!isTransient || attempt == MaxAttempts)
                {
                    throw new WebhookFailedException($"{connection.Target.Server}: {fault}") { IsTimeout = isTimeout };
                }
            }
            finally
            {
                connection.Release();
            }

            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
            pause *= 2;
        }
    }

    /// <summary>Sends a document once, to a server whose answer is only a status code. Its body is not read.</summary>
    /// <returns>The status code and no fault; a fault that has nothing of request and response.</returns>
    public async ValueTask<WebhookPostResult> PostOnceAsync(ReadOnlyMemory<byte> document, CancellationToken cancellationToken)
    {
        var connection = Acquire();
        try
        {
            var began = time.GetTimestamp();
            var result = await WebhookPost.SendAsync(connection, document, calls.SpanName, cancellationToken).ConfigureAwait(false);
            calls.Record(time.GetElapsedTime(began), result.Code);
            return result;
        }
        finally
        {
            connection.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Release();

    private WebhookConnection Current
    {
        get
        {
            var connection = _connection;
            return ReferenceEquals(connection.Target, targets.Current) ? connection : Reconnect();
        }
    }

    private static WebhookConnection Connect(KubeconfigTarget target, int generation, TimeSpan timeout, WebhookCalls calls) =>
        new(target, target.CreateClient(MaxResponseBytes, timeout, calls.Refused), generation);

    private WebhookConnection Reconnect()
    {
        lock (_lock)
        {
            var before = _connection;
            var target = targets.Current;
            if (!ReferenceEquals(before.Target, target))
            {
                _connection = Connect(target, before.Generation + 1, _timeout, calls);
                before.Release();
            }

            return _connection;
        }
    }

    private WebhookConnection Acquire()
    {
        WebhookConnection connection;
        do
        {
            connection = Current;
        }
        while (!connection.TryAcquire());
        return connection;
    }

    private async Task<Attempt> TrySendAsync(
        WebhookConnection connection, ReadOnlyMemory<byte> review, CancellationToken cancellationToken)
    {
        var target = connection.Target;
        var (began, code) = (time.GetTimestamp(), 0);
        using var request = WebhookPost.Create(target, review);
        using var span = HttpSpan.Start(calls.SpanName, request);
        try
        {
            await WebhookPost.AuthorizeAsync(request, target, cancellationToken).ConfigureAwait(false);
            using var response = await connection.Http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            code = (int)response.StatusCode;
            span.Answered(code);
            if (!response.IsSuccessStatusCode)
            {
                var isOverloaded = response.StatusCode == HttpStatusCode.TooManyRequests || code >= 500;
                return new(null, $"the response has the status code {code}", isOverloaded);
            }

            using var document = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
            return document.RootElement.ValueKind == JsonValueKind.Object &&
                document.RootElement.TryGetProperty("status", out var status) && status.ValueKind == JsonValueKind.Object
                ? new(status.Clone(), "")
                : new(null, "the response has no field status");
        }
        catch (JsonException exception)
        {
            span.Failed(exception);
            return new(null, "the response is not JSON");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or UnauthorizedAccessException or FormatException)
        {
            span.Failed(exception);
            return new(null, exception.InnerException?.Message ?? exception.Message, exception is HttpRequestException);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            span.Failed(exception);
            return new(null, $"no response within {_timeout.TotalSeconds} s", IsTransient: true, IsTimeout: true);
        }
        finally
        {
            calls.Record(time.GetElapsedTime(began), code);
        }
    }

    /// <summary>The result of one attempt.</summary>
    private readonly record struct Attempt(JsonElement? Status, string Fault, bool IsTransient = false, bool IsTimeout = false);
}

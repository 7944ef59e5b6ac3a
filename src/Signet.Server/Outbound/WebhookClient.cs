using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Signet.Server.Files;

namespace Signet.Server.Outbound;

/// <summary>
/// Asks another server by POST of a review, and again when it is away or busy (apiserver, <c>pkg/util/webhook</c>).
/// </summary>
/// <param name="targets">The server; requests that begin after a change go to the new one.</param>
/// <param name="version">The version of the reviews that it is sent, such as <c>v1</c>.</param>
/// <param name="time">For the pauses.</param>
internal sealed class WebhookClient(IValueSource<WebhookTarget> targets, string version, TimeProvider time) : IDisposable
{
    private const int Attempts = 3;
    private const int MostBytes = 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private readonly Lock _lock = new();
    private volatile WebhookConnection _connection = Connect(targets.Current, generation: 0);

    /// <summary>The version of the reviews that it is sent.</summary>
    public string Version => version;

    /// <summary>Another number after each change of the target: its answers do not hold for the next one.</summary>
    public int Generation => Current.Generation;

    /// <summary>The answer's <c>status</c>.</summary>
    /// <param name="review">The review as JSON.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="WebhookFailedException">There is no answer, or none that can be understood.</exception>
    public async Task<JsonElement> SendAsync(ReadOnlyMemory<byte> review, CancellationToken cancellationToken)
    {
        var pause = FirstPause;
        for (var attempt = 1; ; attempt++)
        {
            var connection = Enter();
            try
            {
                var (status, fault, mayPass) = await TryAskAsync(connection, review, cancellationToken).ConfigureAwait(false);
                if (status is { } answered)
                {
                    return answered;
                }

                if (!mayPass || attempt == Attempts)
                {
                    throw new WebhookFailedException($"{connection.Target.Server}: {fault}");
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

    private static WebhookConnection Connect(WebhookTarget target, int generation) =>
        new(target, target.Tls.CreateClient(MostBytes, Patience), generation);

    private WebhookConnection Reconnect()
    {
        lock (_lock)
        {
            var before = _connection;
            var target = targets.Current;
            if (!ReferenceEquals(before.Target, target))
            {
                _connection = Connect(target, before.Generation + 1);
                before.Release();
            }

            return _connection;
        }
    }

    private WebhookConnection Enter()
    {
        WebhookConnection connection;
        do
        {
            connection = Current;
        }
        while (!connection.TryAcquire());
        return connection;
    }

    private static async Task<(JsonElement? Status, string Fault, bool MayPass)> TryAskAsync(
        WebhookConnection connection, ReadOnlyMemory<byte> review, CancellationToken cancellationToken)
    {
        var target = connection.Target;
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, target.Server) { Content = new ReadOnlyMemoryContent(review) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            var token = target.TokenFile is { } file ? (await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false)).Trim() : target.Token;
            if (token.Length > 0)
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            }

            using var answer = await connection.Http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (!answer.IsSuccessStatusCode)
            {
                var isBusy = answer.StatusCode == HttpStatusCode.TooManyRequests || (int)answer.StatusCode >= 500;
                return (null, $"it answers {(int)answer.StatusCode}", isBusy);
            }

            using var document = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
            return document.RootElement.ValueKind == JsonValueKind.Object &&
                document.RootElement.TryGetProperty("status", out var status) && status.ValueKind == JsonValueKind.Object
                ? (status.Clone(), "", false)
                : (null, "its answer has no status", false);
        }
        catch (JsonException)
        {
            return (null, "its answer is no JSON", false);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or UnauthorizedAccessException or FormatException)
        {
            return (null, exception.InnerException?.Message ?? exception.Message, exception is HttpRequestException);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, $"it did not answer within {Patience.TotalSeconds} s", true);
        }
    }
}

using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Signet.Bench.Load;

/// <summary>The callers of <see cref="SoakBench"/> and what they count.</summary>
internal sealed class SoakLoad(Uri url)
{
    private const string Namespace = "/api/v1/namespaces/soak";
    private const int Callers = 8;
    private const int Accounts = 50;

    /// <summary>Objects of each kind that a writer leaves; older ones are deleted.</summary>
    private const int Kept = 50;

    private static readonly TimeSpan MinPause = TimeSpan.FromSeconds(1);
    private static readonly string[] Watched = ["serviceaccounts", "secrets", "pods", "configmaps"];
    private readonly long[] _counts = new long[Kinds.Length];
    private readonly ConcurrentQueue<string> _tokens = new();
    private readonly ConcurrentDictionary<string, string> _unexpected = new();

    /// <summary>What is counted, in the order of <see cref="Counts"/>.</summary>
    public static ImmutableArray<string> Kinds { get; } = ["issued", "reviewed", "written", "read", "events", "watches", "refused", "connections"];

    /// <summary>The counts until now.</summary>
    public IEnumerable<long> Counts => _counts.Select((_, i) => Interlocked.Read(ref _counts[i]));

    /// <summary>Answers that should not have been, the first one of each kind and status.</summary>
    public ICollection<string> Unexpected => _unexpected.Values;

    /// <summary>Makes the namespace and its accounts.</summary>
    public async Task PrepareAsync()
    {
        using var caller = new SoakCaller(url, "load-1", () => Count("connections"));
        await ExpectAsync(caller, HttpMethod.Post, "/api/v1/namespaces", """{"metadata":{"name":"soak"}}""", "written", 201).ConfigureAwait(false);
        for (var i = 0; i < Accounts; i++)
        {
            await ExpectAsync(caller, HttpMethod.Post, Namespace + "/serviceaccounts", $$$"""{"metadata":{"name":"account-{{{i}}}"}}""", "written", 201).ConfigureAwait(false);
        }
    }

    /// <summary>Runs all callers until they are stopped.</summary>
    public Task Run(CancellationToken stop)
    {
        var running = new List<Task>();
        for (var i = 0; i < Callers; i++)
        {
            running.Add(RepeatAsync(i, TimeSpan.FromMilliseconds(50), IssueAsync, stop));
            running.Add(RepeatAsync(i, TimeSpan.FromMilliseconds(80), ReviewAsync, stop));
            running.Add(RepeatAsync(i, TimeSpan.FromMilliseconds(400), WriteAsync, stop));
            running.Add(RepeatAsync(i, TimeSpan.FromMilliseconds(500), ReadAsync, stop));
            running.Add(RepeatAsync(i, TimeSpan.FromMilliseconds(500), RefusedAsync, stop));
        }

        for (var i = 0; i < Callers * 6; i++)
        {
            var first = i;
            running.Add(RepeatAsync(i, MinPause, (caller, round) => WatchAsync(caller, first + round, stop), stop));
        }

        return Task.WhenAll(running);
    }

    private void Count(string kind) => Interlocked.Increment(ref _counts[Kinds.IndexOf(kind)]);

    private async Task RepeatAsync(int number, TimeSpan interval, Func<SoakCaller, int, Task> action, CancellationToken stop)
    {
        using var caller = new SoakCaller(url, string.Create(CultureInfo.InvariantCulture, $"load-{(number % Callers) + 1}"), () => Count("connections"));
        using var timer = new PeriodicTimer(interval);
        try
        {
            for (var round = 0; await timer.WaitForNextTickAsync(stop).ConfigureAwait(false); round++)
            {
                await action(caller, round).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The run has ended.
        }
    }

    private async Task IssueAsync(SoakCaller caller, int round)
    {
        var answer = await ExpectAsync(
            caller, HttpMethod.Post, $"{Namespace}/serviceaccounts/account-{round % Accounts}/token", """{"spec":{"expirationSeconds":600}}""", "issued", 201).ConfigureAwait(false);
        using var document = JsonDocument.Parse(answer);
        _tokens.Enqueue(document.RootElement.GetProperty("status").GetProperty("token").GetString()!);
        while (_tokens.Count > 1000)
        {
            _tokens.TryDequeue(out _);
        }
    }

    private async Task ReviewAsync(SoakCaller caller, int round)
    {
        if (_tokens.TryDequeue(out var token))
        {
            await ExpectAsync(
                caller, HttpMethod.Post, "/apis/authentication.k8s.io/v1/tokenreviews", $$$"""{"spec":{"token":"{{{token}}}"}}""", "reviewed", 201).ConfigureAwait(false);
        }
    }

    private async Task WriteAsync(SoakCaller caller, int round)
    {
        var kind = KindOf(round);
        var body = kind switch
        {
            "secrets" => """ "stringData":{"password":"a value of some length"} """,
            "pods" => """ "spec":{"serviceAccountName":"account-1","containers":[{"name":"main","image":"registry.example/image:1"}]} """,
            _ => """ "data":{"key":"a value of some length"} """,
        };
        await ExpectAsync(caller, HttpMethod.Post, $"{Namespace}/{kind}", $$"""{"metadata":{"name":"{{caller.Name}}-{{round}}"},{{body}}}""", "written", 201).ConfigureAwait(false);
        await ExpectAsync(
            caller, HttpMethod.Patch, $"{Namespace}/{kind}/{caller.Name}-{round}", $$$$"""{"metadata":{"labels":{"round":"{{{{round}}}}"}}}""", "written", 200).ConfigureAwait(false);
        if (round >= Kept)
        {
            await ExpectAsync(
                caller, HttpMethod.Delete, $"{Namespace}/{KindOf(round - Kept)}/{caller.Name}-{round - Kept}?gracePeriodSeconds=0", null, "written", 200).ConfigureAwait(false);
        }
    }

    private static string KindOf(int round) => (round % 3) switch { 0 => "secrets", 1 => "pods", _ => "configmaps" };

    private async Task ReadAsync(SoakCaller caller, int round) => await ExpectAsync(
        caller,
        HttpMethod.Get,
        (round % 4) switch { 0 => $"{Namespace}/secrets?limit=20", 1 => $"{Namespace}/serviceaccounts/account-3", 2 => "/openid/v1/jwks", _ => "/openapi/v2" },
        null,
        "read",
        200).ConfigureAwait(false);

    private async Task RefusedAsync(SoakCaller caller, int round)
    {
        var (method, path, body, status) = (round % 4) switch
        {
            0 => (HttpMethod.Get, $"{Namespace}/secrets/missing-{round}", null, 404),
            1 => (HttpMethod.Post, Namespace + "/serviceaccounts/account-1/token", """{"spec":{"expirationSeconds":1}}""", 422),
            2 => (HttpMethod.Post, Namespace + "/configmaps", "{", 400),
            _ => (HttpMethod.Get, Namespace + "/pods", null, 401),
        };
        await ExpectAsync(
            caller, method, path, body, "refused", status, status == 401 ? string.Create(CultureInfo.InvariantCulture, $"no-token-{round}") : null).ConfigureAwait(false);
    }

    /// <summary>One watch of 5 to 60 seconds, which this client ends.</summary>
    private async Task WatchAsync(SoakCaller caller, int round, CancellationToken stop)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        ending.CancelAfter(TimeSpan.FromSeconds(5 + (round * 7 % 56)));
        try
        {
            using var answer = await caller.SendAsync(HttpMethod.Get, $"{Namespace}/{Watched[round % Watched.Length]}?watch=1", null, null, ending.Token).ConfigureAwait(false);
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                _unexpected.TryAdd("watch", $"watch: {answer.StatusCode}");
                return;
            }

            Count("watches");
            using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(ending.Token).ConfigureAwait(false));
            while (await reader.ReadLineAsync(ending.Token).ConfigureAwait(false) is not null)
            {
                Count("events");
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // Its time is over.
        }
    }

    private async Task<string> ExpectAsync(
        SoakCaller caller, HttpMethod method, string path, string? body, string kind, int status, string? token = null)
    {
        using var answer = await caller.SendAsync(method, path, body, token, CancellationToken.None).ConfigureAwait(false);
        var text = await answer.Content.ReadAsStringAsync().ConfigureAwait(false);
        Count(kind);
        if ((int)answer.StatusCode != status)
        {
            _unexpected.TryAdd($"{kind} {answer.StatusCode}", $"{method} {path}: {(int)answer.StatusCode} instead of {status}");
        }

        return text;
    }
}

using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Signet.SystemTests.History.Checking;
using Signet.Testing;

namespace Signet.SystemTests.History.Running;

/// <summary>
/// Records etcd's own history of the store from the first revision on, by a watch at one member after the other. It has no gap: etcd is only compacted up to
/// <see cref="Position"/>.
/// </summary>
internal sealed class EtcdRecorder(EtcdCluster etcd) : IAsyncDisposable
{
    private const string Prefix = "/signet";
    private const string Head = "#head";

    /// <summary>A member that is silent for this time may be stopped: another one is asked.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<EtcdCommit> _commits = new();
    private Task _recording = Task.CompletedTask;
    private long _position;

    /// <summary>The newest recorded revision.</summary>
    public long Position => Interlocked.Read(ref _position);

    public IReadOnlyList<EtcdCommit> Commits => [.. _commits];

    /// <summary>Set when etcd has compacted revisions that are not recorded: the history cannot be checked.</summary>
    public bool HasGap { get; private set; }

    public void Start() => _recording = RecordAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _recording;
        _stop.Dispose();
    }

    private async Task RecordAsync()
    {
        for (var member = 0; !_stop.IsCancellationRequested; member++)
        {
            try
            {
                await ReadAsync(etcd.Members[member % etcd.Members.Count]);
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException or JsonException)
            {
                // The next member is asked.
                await Task.Delay(Silence / 10, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ReadAsync(EtcdMember member)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        silence.CancelAfter(Silence);
        using var http = new HttpClient { BaseAddress = new Uri(member.Address), Timeout = Timeout.InfiniteTimeSpan };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/v3/watch", UriKind.Relative))
        {
            Content = JsonContent.Create(new JsonObject
            {
                ["create_request"] = new JsonObject
                {
                    ["key"] = EtcdGateway.Encode(Prefix + "#"),
                    ["range_end"] = EtcdGateway.Encode(Prefix + "0"),
                    ["start_revision"] = (Position + 1).ToString(CultureInfo.InvariantCulture),
                },
            }),
        };
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence.Token);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(silence.Token));
        while (await lines.ReadLineAsync(silence.Token) is { } line)
        {
            silence.CancelAfter(Silence);
            var result = JsonNode.Parse(line)?["result"];
            if (result?["compact_revision"] is not null)
            {
                HasGap = true;
                return;
            }

            if (result?["events"] is JsonArray events)
            {
                Record(events);
            }
        }
    }

    private void Record(JsonArray events)
    {
        foreach (var same in events.Select(one => one!).GroupBy(one => NumberOf(one["kv"]!["mod_revision"])))
        {
            var changes = new List<EtcdChange>();
            string? writer = null;
            foreach (var one in same)
            {
                var kv = one["kv"]!;
                var key = EtcdGateway.Decode(kv["key"])[Prefix.Length..];
                if (key == Head)
                {
                    writer = EtcdGateway.Decode(kv["value"]).Split('/')[0];
                }
                else if (key.StartsWith('/'))
                {
                    var kind = (string?)one["type"] == "DELETE" ? ChangeKind.Deleted
                        : NumberOf(kv["create_revision"]) == same.Key ? ChangeKind.Added
                        : ChangeKind.Modified;
                    changes.Add(new EtcdChange(key, kind));
                }
            }

            _commits.Enqueue(new EtcdCommit(same.Key, writer, changes));
            Interlocked.Exchange(ref _position, same.Key);
        }
    }

    private static long NumberOf(JsonNode? number) => number is null ? 0 : long.Parse((string)number!, CultureInfo.InvariantCulture);
}

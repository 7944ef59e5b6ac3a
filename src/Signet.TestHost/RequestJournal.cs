using System.Net;
using Microsoft.AspNetCore.Http;
using Signet.Server.Http;
using Signet.Server.Http.Outcomes;

namespace Signet.TestHost;

/// <summary>The requests of clients to the server, without those of the methods of <see cref="SignetTestServer"/>.</summary>
public sealed class RequestJournal
{
    private readonly Lock _lock = new();
    private List<Entry> _entries = [];

    internal RequestJournal()
    {
    }

    /// <summary>
    /// The recorded requests in the order in which they began. Waits until the requests that have begun are answered; a watch is answered when it begins.
    /// </summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<IReadOnlyList<RecordedRequest>> ReadAsync(CancellationToken cancellationToken = default)
    {
        Entry[] entries;
        lock (_lock)
        {
            entries = [.. _entries];
        }

        return await Task.WhenAll(entries.Select(entry => entry.Recorded)).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Forgets the requests that have begun until now.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _entries = [];
        }
    }

    /// <summary>Begins a record, before the server reads the request.</summary>
    internal void Begin(HttpContext http)
    {
        var entry = new Entry();
        http.Items[typeof(Entry)] = entry;
        lock (_lock)
        {
            _entries.Add(entry);
        }
    }

    /// <summary>Ends a record whose outcome was not reported: the request has not reached the pipeline.</summary>
    internal static void End(HttpContext http) =>
        EntryOf(http)?.Record(new RecordedRequest(http.Request.Method, TokenMask.Apply(http.Request.Path.Value ?? "")));

    private static Entry? EntryOf(HttpContext http) => http.Items.TryGetValue(typeof(Entry), out var found) ? (Entry?)found : null;

    /// <summary>Takes the outcomes of the pipeline.</summary>
    internal sealed class Observer : IRequestObserver
    {
        /// <inheritdoc/>
        public void Started(in RequestOutcome outcome) => Record(outcome, (int)HttpStatusCode.OK);

        /// <inheritdoc/>
        public void Ended(in RequestOutcome outcome) => Record(outcome, outcome.Code);

        private static void Record(in RequestOutcome outcome, int status)
        {
            var request = outcome.Request;
            EntryOf(request.Http)?.Record(
                new RecordedRequest(request.Method, TokenMask.Apply(request.Info.Path)) { UserName = outcome.User?.Name, Status = status });
        }
    }

    /// <summary>A request that has begun. The first record counts.</summary>
    private sealed class Entry
    {
        private readonly TaskCompletionSource<RecordedRequest> _recorded = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<RecordedRequest> Recorded => _recorded.Task;

        public void Record(RecordedRequest request) => _recorded.TrySetResult(request);
    }
}

using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Signet.Server.Concurrency;
using Signet.Server.Http.Bodies;
using Signet.Server.Http.Outcomes;

namespace Signet.Server.FlowControl;

/// <summary>
/// Receives the bodies of requests before they take seats, so that a client that sends slowly keeps no seat from others. The number of large bodies in memory
/// is limited; they have fair queues of their own.
/// </summary>
internal sealed class BodyReception : IDisposable
{
    /// <summary>Larger bodies take a place.</summary>
    private const int SmallSize = 64 * 1024;

    /// <summary>With <see cref="RequestBody.Limit"/>: at most 192 MiB.</summary>
    private const int MaxLarge = 64;

    /// <summary>Creates the places of large bodies.</summary>
    public BodyReception(TimeProvider time) => Level = new PriorityLevel(new PriorityLevelOptions("large-bodies", MaxLarge), time);

    /// <summary>The places of large bodies.</summary>
    public PriorityLevel Level { get; }

    /// <summary>Whether a request has no body.</summary>
    public static bool IsComplete(HttpContext http) =>
        http.Request.ContentLength == 0 || http.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false };

    /// <summary>
    /// Receives a body, and leaves it in the pipe of the connection, where its endpoint reads it. Does not receive more than the limit of bodies: the endpoint
    /// refuses those.
    /// </summary>
    /// <param name="record">The request; it gets the place of a large body.</param>
    /// <param name="flow">The flow of the request.</param>
    /// <param name="maxWait">The longest wait for a place.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="BodyIncompleteException">The request was cancelled, or its connection closed, before the body was received.</exception>
    public async ValueTask<SeatOutcome> ReceiveAsync(RequestRecord record, ulong flow, TimeSpan maxWait, CancellationToken cancellationToken)
    {
        var request = record.Received.Http.Request;
        if (request.ContentLength > RequestBody.Limit)
        {
            return SeatOutcome.Taken;
        }

        var reader = request.BodyReader;
        var size = request.ContentLength ?? 0;
        while (true)
        {
            if (size > SmallSize && !record.BodySeat.IsTaken)
            {
                var outcome = await Level.TakeAsync(flow, 1, maxWait, cancellationToken).ConfigureAwait(false);
                if (outcome != SeatOutcome.Taken)
                {
                    return outcome;
                }

                record.BodySeat = new Seat(Level, 1);
            }

            var (received, isComplete) = await RequestBody.ReceiveAsync(reader, cancellationToken).ConfigureAwait(false);
            if (isComplete || received > RequestBody.Limit)
            {
                return SeatOutcome.Taken;
            }

            size = Math.Max(size, received);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Level.Dispose();
}

using Signet.Core.Access;
using Signet.Server.Concurrency;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Requests;

namespace Signet.Server.Http.Outcomes;

/// <summary>
/// The progress of one request. The pipeline sets it step by step; <c>AnswerWriter</c> counts bytes in it. Endpoints
/// never see it. A <see cref="RequestOutcome"/> is created from it at the end.
/// </summary>
internal sealed class RequestRecord(ReceivedRequest received)
{
    /// <summary>Not a nullable number: that would take 16 bytes of each request.</summary>
    private ulong _watchFlow;

    private bool _isWatch;

    public ReceivedRequest Received => received;

    /// <summary>The scope of its log events; null before it is opened.</summary>
    public RequestScope? Scope { get; set; }

    /// <summary>Its span.</summary>
    public RequestSpan Span { get; set; }

    /// <summary>The authenticated sender; null before authentication.</summary>
    public UserInfo? Sender { get; set; }

    /// <summary>The notes for the audit; null when the request is not recorded.</summary>
    public RequestNotes? Notes { get; set; }

    /// <summary>Null before impersonation.</summary>
    public IdentifiedRequest? Identified { get; set; }

    /// <summary>Null before authorization.</summary>
    public ApiRequest? Authorized { get; set; }

    /// <summary>The answer; null before the endpoint has returned.</summary>
    public Answer? Answer { get; set; }

    public RequestEnd End { get; set; }

    public Exception? Exception { get; set; }

    /// <summary>Why the request was refused or ended, with details that the client does not get; else empty.</summary>
    public string Detail { get; set; } = "";

    /// <summary>The bytes of the body that were written to the connection.</summary>
    public long BytesWritten { get; set; }

    /// <summary>
    /// Whether a write of the body has found the connection closed. Kestrel ends such a write without an exception, and cancels the request's token a
    /// moment later.
    /// </summary>
    public bool IsConnectionClosed { get; set; }

    /// <summary>Whether a streaming answer has started.</summary>
    public bool HasStreamed { get; set; }

    /// <summary>The seats for its work; holds nothing before, and after the answer.</summary>
    public Seat Seat { get; set; }

    /// <summary>The place of its large body.</summary>
    public Seat BodySeat { get; set; }

    /// <summary>The caller among whose watches it counts; null for other requests.</summary>
    public ulong? WatchFlow
    {
        get => _isWatch ? _watchFlow : null;
        set => (_isWatch, _watchFlow) = (value.HasValue, value.GetValueOrDefault());
    }

    /// <summary>Whether the answer is sent after a pause: the refusal of a request whose queue is full.</summary>
    public bool IsDelayed { get; set; }

    /// <summary>The body of a delayed answer; null before it is written.</summary>
    public byte[]? DelayedBody { get; set; }

    /// <summary>Whether it is a CORS preflight request.</summary>
    public bool IsPreflight { get; set; }

    /// <summary>Holds the answer back until the request is recorded; null sends it at once.</summary>
    public AnswerHold? Hold { get; set; }

    /// <summary>Whether the audit has the answer already.</summary>
    public bool IsRecorded { get; set; }
}

using Signet.Core.Access;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Requests;

namespace Signet.Server.Http.Outcomes;

/// <summary>
/// How far one request has come. The pipeline owns it and sets it step by step; <c>AnswerWriter</c> counts bytes in it. Endpoints
/// never see it. At the end a <see cref="RequestOutcome"/> is made of it.
/// </summary>
internal sealed class RequestRecord(ReceivedRequest received)
{
    /// <summary>The request.</summary>
    public ReceivedRequest Received => received;

    /// <summary>The authenticated sender; null until it is known.</summary>
    public UserInfo? Sender { get; set; }

    /// <summary>What is noted for the audit; null when it is not recorded.</summary>
    public RequestNotes? Notes { get; set; }

    /// <summary>Null until the user is decided.</summary>
    public IdentifiedRequest? Identified { get; set; }

    /// <summary>Null until it is authorized.</summary>
    public ApiRequest? Authorized { get; set; }

    /// <summary>What is answered; null until it is known.</summary>
    public Answer? Answer { get; set; }

    /// <summary>How it ended.</summary>
    public RequestEnd End { get; set; }

    /// <summary>What was thrown.</summary>
    public Exception? Exception { get; set; }

    /// <summary>Why it was refused or ended, beyond what the client is told; else empty.</summary>
    public string Detail { get; set; } = "";

    /// <summary>The bytes of the body that were given to the connection.</summary>
    public long BytesWritten { get; set; }

    /// <summary>Whether a browser asked for permission only.</summary>
    public bool IsPreflight { get; set; }
}

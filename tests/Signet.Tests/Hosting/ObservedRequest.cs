using Signet.Server.Http.Outcomes;

namespace Signet.Tests.Hosting;

/// <summary>A copy of the outcome of one request, taken in the observer because the outcome's request belongs to the connection.</summary>
internal sealed record ObservedRequest(
    string AuditId, string Verb, string Path, RequestEnd End, int Code, long BytesWritten, TimeSpan Duration, string User, string Reason,
    bool IsLongRunning, bool IsPreflight, string Exception)
{
    public static ObservedRequest Of(in RequestOutcome outcome) => new(
        outcome.Request.AuditId, outcome.Request.Info.Verb, outcome.Request.Info.Path, outcome.End, outcome.Code, outcome.BytesWritten, outcome.Duration,
        outcome.User?.Name ?? "", outcome.Reason, outcome.IsLongRunning, outcome.IsPreflight, outcome.Exception?.GetType().Name ?? "");
}

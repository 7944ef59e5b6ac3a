using Signet.Server.Http.Answers;

namespace Signet.Server.Audit.Events;

/// <summary>The object that an answer shows, whole and as JSON, whatever form the client wanted. Documents that are the same for all have none, nor have watches.</summary>
internal static class ResponseBody
{
    /// <summary>How long it is; 0 for an answer without one.</summary>
    public static long LengthOf(Answer? answer) => answer switch
    {
        Answer.Object found => found.Json.Length,
        Answer.List list => new ListJson(list.Page).Length,
        Answer.Failure failure => failure.Error.Message.Length,
        _ => 0,
    };

    /// <summary>The object, not yet redacted.</summary>
    public static ReadOnlyMemory<byte> Of(Answer? answer) => answer switch
    {
        Answer.Object found => found.Json,
        Answer.List list => new ListJson(list.Page).ToBytes(),
        Answer.Failure failure => StatusJson.Write(failure.Error),
        _ => default,
    };
}

using Signet.Server.Http.Answers;

namespace Signet.Server.Audit.Events;

/// <summary>The object of a response for the audit event, always as JSON whatever the negotiated format. Static documents and watches have none.</summary>
internal static class ResponseBody
{
    /// <summary>The length in bytes; 0 for a response without an object.</summary>
    public static long LengthOf(Answer? answer) => answer switch
    {
        Answer.Object found => found.Json.Length,
        Answer.List list => new ListJson(list.Page).Length,
        Answer.Failure failure => failure.Error.Message.Length,
        _ => 0,
    };

    /// <summary>The object, before redaction.</summary>
    public static ReadOnlyMemory<byte> Of(Answer? answer) => answer switch
    {
        Answer.Object found => found.Json,
        Answer.List list => new ListJson(list.Page).ToBytes(),
        Answer.Failure failure => StatusJson.Write(failure.Error),
        _ => default,
    };
}

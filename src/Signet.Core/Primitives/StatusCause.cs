namespace Signet.Core.Primitives;

/// <summary>One cause of a failure: a reason (<c>FieldValueInvalid</c>, …), a message and the path of the field.</summary>
internal sealed record StatusCause(string Reason, string Message, string Field);

namespace Signet.Core.Tokens.Identity;

/// <summary>The object that a token shall be bound to, as the client names it; nothing of it is checked yet.</summary>
internal sealed record BoundObjectReference(string Kind, string ApiVersion, string Name, string Uid);

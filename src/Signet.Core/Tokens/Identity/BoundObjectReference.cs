namespace Signet.Core.Tokens.Identity;

/// <summary>The object that a token is to be bound to, as the client sent it, not validated.</summary>
internal sealed record BoundObjectReference(string Kind, string ApiVersion, string Name, string Uid);

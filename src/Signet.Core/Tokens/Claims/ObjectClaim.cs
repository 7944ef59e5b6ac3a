namespace Signet.Core.Tokens.Claims;

/// <summary>An object in the claims. The uid is empty only for a node that did not exist when the token was issued.</summary>
internal sealed record ObjectClaim(string Name, string Uid);

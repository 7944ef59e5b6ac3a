namespace Signet.Core.Tokens.Claims;

/// <summary>An object named in the claims; the uid is empty only for a node that was unknown when the token was issued.</summary>
internal sealed record ObjectClaim(string Name, string Uid);

using Signet.Core.Access;

namespace Signet.Server.Authentication;

/// <summary>A static token and its user.</summary>
internal readonly record struct StaticToken(string Token, UserInfo User);

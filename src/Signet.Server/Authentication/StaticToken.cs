using Signet.Core.Access;

namespace Signet.Server.Authentication;

/// <summary>A token and whose it is.</summary>
internal readonly record struct StaticToken(string Token, UserInfo User);

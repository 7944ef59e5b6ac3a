namespace Signet.Server.Audit.Secrecy;

/// <summary>What an object holds that nobody may read in a log.</summary>
internal enum Sensitivity
{
    /// <summary>Nothing but what looks like a token.</summary>
    None,

    /// <summary>A secret: all its fields but those known to be harmless.</summary>
    Secret,

    /// <summary>Whatever is about authentication: every field <c>token</c>.</summary>
    Token,
}

namespace Signet.Server.Audit.Secrecy;

/// <summary>The class of sensitive data in an object.</summary>
internal enum Sensitivity
{
    /// <summary>Only strings that look like tokens are masked.</summary>
    None,

    /// <summary>A secret: all fields except those known to be harmless are masked.</summary>
    Secret,

    /// <summary>Authentication objects: every field <c>token</c> is masked.</summary>
    Token,
}

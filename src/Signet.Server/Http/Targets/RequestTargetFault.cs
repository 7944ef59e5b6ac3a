namespace Signet.Server.Http.Targets;

/// <summary>Why a target is refused.</summary>
internal enum RequestTargetFault
{
    /// <summary>It is not refused.</summary>
    None,

    /// <summary>It contains an encoded slash.</summary>
    EncodedSlash,

    /// <summary>Its encoding is malformed, or it is not a path.</summary>
    Malformed,
}

namespace Signet.Server.Http.Targets;

/// <summary>Why a path leads nowhere.</summary>
internal enum RequestTargetFault
{
    /// <summary>It may lead somewhere.</summary>
    None,

    /// <summary>It holds an encoded slash.</summary>
    EncodedSlash,

    /// <summary>Its encoding is wrong, or it is no path at all.</summary>
    Malformed,
}

namespace Signet.Core.Primitives;

/// <summary>Makes the ids of objects and tokens: random UUIDs (RFC 9562, version 4) in lower-case text.</summary>
internal interface IUidSource
{
    /// <summary>A new id, never given before.</summary>
    Guid Next();
}

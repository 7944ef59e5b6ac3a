namespace Signet.Core.Primitives;

/// <summary>Generates the ids of objects and tokens: random UUIDs (RFC 9562, version 4) in lower-case text.</summary>
internal interface IUidSource
{
    Guid Next();
}

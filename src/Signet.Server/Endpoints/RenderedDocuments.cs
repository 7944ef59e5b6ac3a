using System.Collections.Frozen;
using Signet.Core.Signing.Ring;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Documents;

namespace Signet.Server.Endpoints;

/// <summary>The documents of all issuers during a phase of the key ring.</summary>
/// <param name="Phase">The phase.</param>
/// <param name="Documents">The documents that were rendered.</param>
/// <param name="Configurations">The discovery documents.</param>
/// <param name="KeySet">The JWKS, which all issuers share.</param>
/// <param name="KeySetAsJson">The JWKS for clients that accept only <c>application/json</c>.</param>
internal sealed record RenderedDocuments(
    KeyRingPhase Phase,
    IReadOnlyList<IssuerDocument> Documents,
    FrozenDictionary<IssuerDocument, Answer.Document> Configurations,
    Answer.Document KeySet,
    Answer.Document KeySetAsJson)
{
    /// <summary>The default representation of a document.</summary>
    public Answer.Document this[IssuerDocument document] => document.IsKeySet ? KeySet : Configurations[document];
}

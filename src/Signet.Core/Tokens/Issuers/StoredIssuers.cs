using Signet.Core.Primitives;

namespace Signet.Core.Tokens.Issuers;

/// <summary>The issuers as they are in the store.</summary>
/// <param name="History">The content of the record.</param>
/// <param name="Modified">The revision of the record; <see cref="Revision.Zero"/> when there is none.</param>
internal sealed record StoredIssuers(IssuerHistory History, Revision Modified);

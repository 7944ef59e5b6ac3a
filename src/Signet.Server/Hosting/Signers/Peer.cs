using Signet.Server.Concurrency;

namespace Signet.Server.Hosting.Signers;

/// <summary>The process that a connection comes from, with the rate limits of its user. A feature of the connection.</summary>
/// <param name="Credentials">Its credentials.</param>
/// <param name="Signatures">The limit of signatures.</param>
/// <param name="Fetches">The limit of fetches of the keys.</param>
internal sealed record Peer(PeerCredentials Credentials, TokenBucket Signatures, TokenBucket Fetches);

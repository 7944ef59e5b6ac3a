using System.Collections.Concurrent;
using Signet.Server.Concurrency;

namespace Signet.Server.Hosting.Signers;

/// <summary>The rate limits of the users whose processes use the signer. Their number is limited by the allow-list, and by the groups' members.</summary>
internal sealed class PeerRates(int signaturesPerSecond, TimeProvider time)
{
    /// <summary>Fetches in a second; a kube-apiserver makes one for each token with an unknown key id, which anybody can send.</summary>
    private const int FetchesPerSecond = 20;

    private readonly ConcurrentDictionary<uint, Peer> _peers = new();

    /// <summary>The peer of a connection; connections of one user share the limits.</summary>
    public Peer Of(PeerCredentials credentials)
    {
        var shared = _peers.GetOrAdd(
            credentials.Uid, _ => new Peer(credentials, new TokenBucket(signaturesPerSecond, time), new TokenBucket(FetchesPerSecond, time)));
        return shared with { Credentials = credentials };
    }
}

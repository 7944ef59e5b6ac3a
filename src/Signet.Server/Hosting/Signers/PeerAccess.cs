using Signet.Server.Hosting.Options;

namespace Signet.Server.Hosting.Signers;

/// <summary>The users and groups whose processes may use the signer.</summary>
internal sealed class PeerAccess(SignerOptions options)
{
    private const uint RootUid = 0;
    private readonly HashSet<uint> _uids = [.. options.AllowedUids ?? [PeerCredentials.OwnUid, RootUid]];
    private readonly HashSet<uint> _gids = [.. options.AllowedGids];

    /// <summary>Whether only processes of this user and of root may connect, so that the permissions of the socket's file can say the same.</summary>
    public bool IsOwnerOnly => _gids.Count == 0 && _uids.All(uid => uid == RootUid || uid == PeerCredentials.OwnUid);

    /// <summary>Whether a process may connect.</summary>
    public bool Allows(PeerCredentials peer) => _uids.Contains(peer.Uid) || _gids.Contains(peer.Gid);
}

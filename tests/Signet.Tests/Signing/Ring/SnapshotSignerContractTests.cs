using Signet.Core.Signing;
using Signet.Core.Signing.Ring;
using Signet.Signing.Local;
using Signet.Testing;

namespace Signet.Tests.Signing.Ring;

/// <summary>The contract for a snapshot with signers by audience; the signer completes asynchronously, like a remote one.</summary>
public sealed class SnapshotSignerContractTests : JwtSignerContract
{
    private readonly LocalJwtSigner _local = TestKeyRing.NewSigner("given");
    private readonly KeyRingSnapshot _snapshot;

    public SnapshotSignerContractTests()
    {
        var others = TestKeyRing.NewSigner();
        var definition = TestKeyRing.Define(others);
        _snapshot = new KeyRingSnapshot(definition with
        {
            Keys = [.. definition.Keys, TestKeyRing.KeyOf(_local)],
            Signers = [.. definition.Signers, new RingSigner { Signer = new StubSigner(SignLaterAsync), KeyId = "given", Audience = "a" }],
        });
    }

    private protected override IJwtSigner Signer => _snapshot.Signer;

    private protected override (VerificationKey Key, string KeyId) Key => (_local.PublicKey, "given");

    private async ValueTask<JwtSignature> SignLaterAsync(SigningRequest request, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return await _local.SignAsync(request, cancellationToken);
    }
}

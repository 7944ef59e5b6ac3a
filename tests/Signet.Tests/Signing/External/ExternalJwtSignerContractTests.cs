using Microsoft.Extensions.Time.Testing;
using Signet.Core.Signing;
using Signet.Signing.External;
using Signet.Testing;

namespace Signet.Tests.Signing.External;

/// <summary>The contract with an external signer on a real socket.</summary>
public sealed class ExternalJwtSignerContractTests : JwtSignerContract, IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private FaultySigner _remote = null!;
    private ExternalKeys _keys = null!;

    private protected override IJwtSigner Signer => _keys.Ring.Current.Signer;

    private protected override (VerificationKey Key, string KeyId) Key => (_remote.Signer.PublicKey, _remote.Signer.KeyId);

    public async ValueTask InitializeAsync()
    {
        _remote = await FaultySigner.StartAsync(_folder.File("s"));

        // Only the test could advance the clock: no call exceeds its time limit.
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        _keys = new ExternalKeys(new ExternalSignerClient(SignerAddress.TryParse(_remote.Path)!, time), _remote.Answer(), TimeSpan.FromDays(1), time);
    }

    public async ValueTask DisposeAsync()
    {
        _keys.Dispose();
        await _remote.DisposeAsync();
        _folder.Dispose();
    }
}

using System.Security.Cryptography;
using Signet.Core.Signing;
using Signet.Signing.Pkcs11;
using Signet.Testing;

namespace Signet.Tests.Signing.Pkcs11;

/// <summary>The contract of signers with a key of a type in SoftHSM, by four sessions.</summary>
public abstract class SoftHsmContract(string type) : JwtSignerContract, IAsyncLifetime
{
    private readonly string _label = $"contract-{type.Replace(':', '-')}-{RandomNumberGenerator.GetHexString(8)}";
    private Pkcs11JwtSigner _signer = null!;

    private protected override IJwtSigner Signer => _signer;

    private protected override (VerificationKey Key, string KeyId) Key => (_signer.PublicKey!, _signer.KeyId!);

    public async ValueTask InitializeAsync()
    {
        await SoftHsm.InProcess.AddTokenAsync(_label);
        await SoftHsm.InProcess.AddKeyAsync(_label, type, "key", "01");
        _signer = await SoftHsmSigner.OpenAsync($"token={_label};object=key", maxSessions: 4);
    }

    public ValueTask DisposeAsync()
    {
        _signer?.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>More requests than sessions, with threads of the thread pool left for others.</summary>
    [Fact]
    public async Task Sign_HundredAtOnceByFourSessions_EachIsValid()
    {
        var made = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Signer.SignAsync(StubSigner.Request(), CancellationToken.None).AsTask()));

        Assert.All(made, one => Assert.True(
            Key.Key.Verify([.. one.EncodedHeader.Span, (byte)'.', .. StubSigner.Request().EncodedPayload.Span], one.Signature.Span)));
    }
}

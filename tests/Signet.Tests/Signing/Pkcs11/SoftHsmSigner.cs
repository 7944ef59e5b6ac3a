using Signet.Core.Signing;
using Signet.Signing.Pkcs11;
using Signet.Signing.Pkcs11.Native;
using Signet.Signing.Pkcs11.Uris;
using Signet.Testing;

namespace Signet.Tests.Signing.Pkcs11;

/// <summary>Signers with keys in the SoftHSM of this process.</summary>
internal static class SoftHsmSigner
{
    /// <summary>A signer that is not open.</summary>
    public static Pkcs11JwtSigner Create(string path, string pin = SoftHsm.Pin, int maxSessions = 4) => new(
        CryptokiModule.Open(SoftHsm.Module),
        Pkcs11UriParser.Parse(SoftHsm.InProcess.Uri(path)),
        Pkcs11Pin.Of(pin),
        new Pkcs11SignerOptions { MaxSessions = maxSessions, SigningTimeout = Patience.Limit, OpenTimeout = Patience.Limit },
        TimeProvider.System);

    /// <summary>An open signer.</summary>
    public static async Task<Pkcs11JwtSigner> OpenAsync(string path, int maxSessions = 4)
    {
        var signer = Create(path, maxSessions: maxSessions);
        var state = await signer.OpenAsync(TestContext.Current.CancellationToken);
        Assert.True(state.Condition == DeviceCondition.Ready, state.Fault);
        return signer;
    }
}

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Signet.Core.Signing;
using Signet.Signing.Pkcs11;
using Signet.Signing.Pkcs11.Native;
using Signet.Signing.Pkcs11.Uris;
using Signet.Testing;

namespace Signet.Tests.Signing.Pkcs11;

/// <summary>Finding keys in SoftHSM, and losing them.</summary>
[Collection(SoftHsmInProcess.Name)]
public sealed class SoftHsmTests : IAsyncLifetime, IDisposable
{
    private const string P256 = "EC:prime256v1";
    private readonly string _token = $"t-{RandomNumberGenerator.GetHexString(8)}";
    private readonly TemporaryFolder _folder = new();
    private Pkcs11JwtSigner? _signer;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static SoftHsm Hsm => SoftHsm.InProcess;

    public async ValueTask InitializeAsync() => await Hsm.AddTokenAsync(_token);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public void Dispose()
    {
        _signer?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Open_KeyById_IsFoundAmongOthers()
    {
        await Hsm.AddKeyAsync(_token, P256, "same", "a1");
        await Hsm.AddKeyAsync(_token, P256, "same", "a2");

        Assert.Contains("2 private keys match; name one by object and id", (await TryOpenAsync("object=same")).Fault, StringComparison.Ordinal);
        Assert.Contains("2 private keys match", (await TryOpenAsync("")).Fault, StringComparison.Ordinal);
        await AssertSignsAsync("object=same;id=%a2");
        await AssertSignsAsync("id=%a1");
    }

    [Fact]
    public async Task Open_MissingObject_IsNamed()
    {
        var state = await TryOpenAsync("object=missing");

        Assert.Equal(DeviceCondition.Away, state.Condition);
        Assert.Equal($"token \"{_token}\", object \"missing\": the token has no such private key", state.Fault);
    }

    [Fact]
    public async Task Open_MissingToken_SaysWhichThereAre()
    {
        using var signer = SoftHsmSigner.Create("token=missing");

        var state = await signer.OpenAsync(Cancellation);

        Assert.True(state.IsTransient);
        Assert.Contains("token \"missing\": there is no such token; the module has ", state.Fault, StringComparison.Ordinal);
        Assert.Contains($"token \"{_token}\" with serial", state.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_TwoTokens_AreNotChosenFrom()
    {
        await Hsm.AddTokenAsync(_token);

        Assert.Contains("2 tokens match", (await TryOpenAsync("object=any")).Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_OtherLibrary_IsRefused() =>
        Assert.Contains("which is not the library of the URI", (await TryOpenAsync("library-version=99")).Fault, StringComparison.Ordinal);

    [Fact]
    public async Task Open_WrongPin_IsRefusedAndNotInTheFault()
    {
        await Hsm.AddKeyAsync(_token, P256, "key", "01");
        _signer = SoftHsmSigner.Create($"token={_token};object=key", pin: "wrong-pin");

        var refused = await _signer.OpenAsync(Cancellation);

        Assert.Equal(DeviceCondition.Refused, refused.Condition);
        Assert.Contains("CKR_PIN_INCORRECT", refused.Fault, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-pin", refused.Fault, StringComparison.Ordinal);
        _signer.Use(Pkcs11Pin.Of(SoftHsm.Pin));
        Assert.Equal(DeviceCondition.Ready, (await _signer.OpenAsync(Cancellation)).Condition);
        await AssertSignsAsync(_signer);
    }

    [Theory]
    [InlineData("EC:secp256k1")]
    [InlineData("rsa:1024")]
    public async Task Open_UnsuitableKey_IsRefused(string type)
    {
        await Hsm.AddKeyAsync(_token, type, "key", "01");

        var state = await TryOpenAsync("object=key");

        Assert.False(state.IsTransient);
        Assert.Matches("the kind of the key is not supported; RSA and EC on P-256, P-384 and P-521 are|the RSA key has 1024 bits; at least 2048 are needed", state.Fault);
    }

    /// <summary>The numbers of an RSA public key are in the private key object, too; those of an EC key are not.</summary>
    [Theory]
    [InlineData("rsa:2048", true)]
    [InlineData(P256, false)]
    public async Task Open_TokenWithoutPublicKey_IsEnoughForRsa(string type, bool isEnough)
    {
        await Hsm.AddKeyAsync(_token, type, "key", "01");
        await Hsm.ToolAsync(_token, "--delete-object", "--type", "pubkey", "--id", "01");

        var state = await TryOpenAsync("object=key");

        Assert.Equal(isEnough, state.Condition == DeviceCondition.Ready);
        Assert.Equal(!isEnough, state.Fault.Contains("or --service-account-key-file must name the public key", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Open_PublicKeyOfAFile_IsTheOneThatVerifies()
    {
        await Hsm.AddKeyAsync(_token, P256, "key", "01");
        var published = await PublicKeyAsync();
        await Hsm.ToolAsync(_token, "--delete-object", "--type", "pubkey", "--id", "01");
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var rsa = RSA.Create(2048);
        _signer = SoftHsmSigner.Create($"token={_token};object=key");
        _signer.Use([VerificationKey.From(rsa), VerificationKey.From(other)!, published]);

        Assert.Equal(DeviceCondition.Ready, (await _signer.OpenAsync(Cancellation)).Condition);
        Assert.True(published.HasSamePublicKey(_signer.PublicKey!));
    }

    [Fact]
    public async Task Open_CertificateWithTheId_HasThePublicKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var certificate = new CertificateRequest("CN=signing", key, HashAlgorithmName.SHA384)
            .CreateSelfSigned(TimeProvider.System.GetUtcNow().AddHours(-1), TimeProvider.System.GetUtcNow().AddHours(1));
        await File.WriteAllBytesAsync(_folder.File("key"), key.ExportECPrivateKey(), Cancellation);
        await File.WriteAllBytesAsync(_folder.File("crt"), certificate.Export(X509ContentType.Cert), Cancellation);
        await Hsm.ToolAsync(_token, "--write-object", _folder.File("key"), "--type", "privkey", "--id", "0b", "--label", "key", "--usage-sign");
        await Hsm.ToolAsync(_token, "--write-object", _folder.File("crt"), "--type", "cert", "--id", "0b", "--label", "other");

        await AssertSignsAsync("object=key");

        Assert.True(VerificationKey.From(key)!.HasSamePublicKey(_signer!.PublicKey!));
    }

    /// <summary>A public key with the same id is not believed: what the key signs decides.</summary>
    [Fact]
    public async Task Open_PublicKeyOfAnotherKeyWithTheSameId_IsNotTaken()
    {
        await Hsm.AddKeyAsync(_token, P256, "first", "01");
        await Hsm.AddKeyAsync(_token, P256, "second", "01");

        await AssertSignsAsync("object=second");
    }

    [Fact]
    public async Task Sign_AllSessionsClosedByAnother_IsSignedByNewOnes()
    {
        await Hsm.AddKeyAsync(_token, P256, "key", "01");
        await AssertSignsAsync("object=key");
        using var module = CryptokiModule.Open(SoftHsm.Module);
        module.CloseAllSessions(module.ReadSlots().Single(slot => slot.TokenLabel == _token).Id);

        var signing = _signer!.SignAsync(StubSigner.Request(), Cancellation).AsTask();
        await Patience.UntilAsync(() => Task.FromResult(_signer.State.Condition == DeviceCondition.Lost), "the loss is seen");
        Assert.Contains("CKR_SESSION_HANDLE_INVALID", _signer.State.Fault, StringComparison.Ordinal);
        Assert.Equal(DeviceCondition.Ready, (await _signer.OpenAsync(Cancellation)).Condition);

        AssertVerifies(_signer, await signing);
    }

    /// <summary>Handles of a module that was initialized again belong to other sessions.</summary>
    [Fact]
    public async Task Sign_ModuleRestartedByAnother_IsSignedByNewSessions()
    {
        await Hsm.AddKeyAsync(_token, "rsa:2048", "key", "01");
        await AssertSignsAsync("object=key");
        using var module = CryptokiModule.Open(SoftHsm.Module);
        Assert.True(module.TryRestart());

        var signing = _signer!.SignAsync(StubSigner.Request(), Cancellation).AsTask();
        await Patience.UntilAsync(() => Task.FromResult(_signer.State.Condition == DeviceCondition.Lost), "the loss is seen");
        Assert.Equal(DeviceCondition.Ready, (await _signer.OpenAsync(Cancellation)).Condition);

        AssertVerifies(_signer, await signing);
    }

    [Fact]
    public async Task Sign_TokenPulledAndReturned_SignsAgain()
    {
        await Hsm.AddKeyAsync(_token, P256, "key", "01");
        await AssertSignsAsync("object=key");
        Hsm.Pull();
        try
        {
            var signing = _signer!.SignAsync(StubSigner.Request(), Cancellation).AsTask();
            await Patience.UntilAsync(() => Task.FromResult(_signer.State.Condition == DeviceCondition.Lost || signing.IsCompleted), "the loss is seen");
            Assert.Equal(DeviceCondition.Away, (await _signer.OpenAsync(Cancellation)).Condition);
            Assert.NotNull((await Assert.ThrowsAsync<SigningFailedException>(() => signing)).RetryAfter);
        }
        finally
        {
            Hsm.Return();
        }

        Assert.Equal(DeviceCondition.Ready, (await _signer.OpenAsync(Cancellation)).Condition);
        await AssertSignsAsync(_signer);
    }

    /// <summary>SoftHSM cannot be initialized without its folder of tokens, as other modules cannot without their daemon.</summary>
    [Fact]
    public async Task Open_ModuleThatCannotBeInitialized_IsOpenedLater()
    {
        await Hsm.AddKeyAsync(_token, P256, "key", "01");
        Hsm.Pull();
        try
        {
            _signer = SoftHsmSigner.Create($"token={_token};object=key");
            var away = await _signer.OpenAsync(Cancellation);
            Assert.True(away.IsTransient);
            Assert.Contains("C_Initialize: CKR_GENERAL_ERROR", away.Fault, StringComparison.Ordinal);
        }
        finally
        {
            Hsm.Return();
        }

        Assert.Equal(DeviceCondition.Ready, (await _signer.OpenAsync(Cancellation)).Condition);
        await AssertSignsAsync(_signer);
    }

    [Fact]
    public void Open_FileThatIsNoModule_IsSaid()
    {
        File.WriteAllText(_folder.File("text.so"), "no library");
        Assert.Contains("cannot be loaded", Assert.Throws<TokenException>(() => CryptokiModule.Open(_folder.File("text.so"))).Message, StringComparison.Ordinal);
        Assert.Contains("has no function C_GetFunctionList", Assert.Throws<TokenException>(() => CryptokiModule.Open("libc.so.6")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_ModuleName_IsSoftHsm() => Assert.EndsWith("softhsm2.so", ModuleFile.Find(Pkcs11UriParser.Parse("pkcs11:?module-name=softhsm2")), StringComparison.Ordinal);

    private async Task<DeviceState> TryOpenAsync(string path)
    {
        using var signer = SoftHsmSigner.Create(path.Length == 0 ? $"token={_token}" : $"token={_token};{path}");
        return await signer.OpenAsync(Cancellation);
    }

    private async Task<VerificationKey> PublicKeyAsync()
    {
        using var signer = await SoftHsmSigner.OpenAsync($"token={_token};object=key");
        return signer.PublicKey!;
    }

    private async Task AssertSignsAsync(string path)
    {
        _signer?.Dispose();
        _signer = await SoftHsmSigner.OpenAsync($"token={_token};{path}");
        await AssertSignsAsync(_signer);
    }

    private static async Task AssertSignsAsync(Pkcs11JwtSigner signer) => AssertVerifies(signer, await signer.SignAsync(StubSigner.Request(), Cancellation));

    private static void AssertVerifies(Pkcs11JwtSigner signer, JwtSignature made) => Assert.True(
        signer.PublicKey!.Verify([.. made.EncodedHeader.Span, (byte)'.', .. StubSigner.Request().EncodedPayload.Span], made.Signature.Span));
}

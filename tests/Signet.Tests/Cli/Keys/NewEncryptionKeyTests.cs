using System.Runtime.Versioning;
using Signet.Core.Signing.Managed.Sealing;
using Signet.Testing;

namespace Signet.Tests.Cli.Keys;

/// <summary><c>signet keys new-encryption-key</c>.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class NewEncryptionKeyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_NewFile_IsAKeyThatOnlyItsOwnerReads()
    {
        var made = (await KeysCli.RunAsync("new-encryption-key", _folder.File("k"))).Expect(0);

        var key = KeyEncryptionKeyFile.TryParse(await File.ReadAllBytesAsync(_folder.File("k"), TestContext.Current.CancellationToken))!;
        Assert.Contains($"Made {_folder.File("k")}, the key-encryption key {key.Name}.", made.Output, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.File("k")));
    }

    [Fact]
    public async Task Run_ExistingFile_IsNotReplaced()
    {
        await File.WriteAllTextAsync(_folder.File("k"), "precious", TestContext.Current.CancellationToken);

        var refused = (await KeysCli.RunAsync("new-encryption-key", _folder.File("k"))).Expect(1);

        Assert.Contains("is never replaced", refused.Errors, StringComparison.Ordinal);
        Assert.Equal("precious", await File.ReadAllTextAsync(_folder.File("k"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Run_DirectoryThatIsMissing_Fails() =>
        Assert.Contains("cannot be made", (await KeysCli.RunAsync("new-encryption-key", _folder.File("none/k"))).Expect(1).Errors, StringComparison.Ordinal);
}

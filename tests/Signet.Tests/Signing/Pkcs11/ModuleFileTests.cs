using Signet.Signing.Pkcs11;
using Signet.Signing.Pkcs11.Uris;
using Signet.Testing;

namespace Signet.Tests.Signing.Pkcs11;

/// <summary>The file of a module.</summary>
public sealed class ModuleFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("softhsm9", "libsofthsm9.so")]
    [InlineData("softhsm9", "softhsm9.so")]
    [InlineData("SoftHSM9", "libsofthsm9.so")]
    [InlineData("opensc-pkcs11", "opensc-pkcs11.so")]
    public void Find_NameInAFolder_IsTheFileWithAffixes(string name, string file)
    {
        File.WriteAllText(_folder.File(file), "");

        Assert.Equal(_folder.File(file), ModuleFile.Find(Parse($"module-path={_folder.Path}&module-name={name}")));
    }

    [Fact]
    public void Find_Path_IsTheFile()
    {
        File.WriteAllText(_folder.File("any.so.1"), "");

        Assert.Equal(_folder.File("any.so.1"), ModuleFile.Find(Parse($"module-path={_folder.File("any.so.1")}")));
    }

    [Fact]
    public void Find_MissingFile_SaysWhere()
    {
        Assert.Contains("does not exist", Fault($"module-path={_folder.File("missing.so")}"), StringComparison.Ordinal);
        Assert.Contains("is a folder; add module-name", Fault($"module-path={_folder.Path}"), StringComparison.Ordinal);
        Assert.Contains(
            $"there is no libnone-of-this-name.so or none-of-this-name.so in {_folder.Path}",
            Fault($"module-path={_folder.Path}&module-name=none-of-this-name"),
            StringComparison.Ordinal);
        Assert.Contains("/usr/lib/softhsm", Fault("module-name=none-of-this-name"), StringComparison.Ordinal);
    }

    private static Pkcs11Uri Parse(string query) => Pkcs11UriParser.Parse($"pkcs11:?{query}");

    private static string Fault(string query) => Assert.Throws<TokenException>(() => ModuleFile.Find(Parse(query))).Message;
}

using System.Text;
using Signet.Signing.Pkcs11;
using Signet.Signing.Pkcs11.Native;
using Signet.Signing.Pkcs11.Uris;

namespace Signet.Tests.Signing.Pkcs11;

/// <summary>URIs of RFC 7512; the examples are those of its section 3.</summary>
public sealed class Pkcs11UriParserTests
{
    private const string Module = "?module-path=/m.so";

    [Fact]
    public void Parse_AllAttributes_AreDecoded()
    {
        var uri = Pkcs11UriParser.Parse(
            "pkcs11:token=The%20Software%20PKCS%2311%20Softtoken;manufacturer=Snake%20Oil,%20Inc.;model=1.0;object=my-key;type=private;" +
            "id=%69%95%3E%5C%F4%BD%EC%91;serial=;slot-id=18446744073709551615;slot-description=Sun%20Metaslot;slot-manufacturer=S;" +
            "library-manufacturer=Snake%20Oil,%20Inc.;library-description=Soft%20Token%20Library;library-version=1.23" +
            "?pin-source=file:/etc/token_pin&module-name=mypkcs11&module-path=/mnt/libmypkcs11.so.1");

        Assert.Equal("The Software PKCS#11 Softtoken", uri.Token);
        Assert.Equal("Snake Oil, Inc.", uri.Manufacturer);
        Assert.Equal("1.0", uri.Model);
        Assert.Equal("my-key", uri.Object);
        Assert.Equal([0x69, 0x95, 0x3E, 0x5C, 0xF4, 0xBD, 0xEC, 0x91], uri.Id!);
        Assert.Equal("", uri.Serial);
        Assert.Equal(ulong.MaxValue, uri.SlotId);
        Assert.Equal("Sun Metaslot", uri.SlotDescription);
        Assert.Equal("S", uri.SlotManufacturer);
        Assert.Equal("Snake Oil, Inc.", uri.LibraryManufacturer);
        Assert.Equal("Soft Token Library", uri.LibraryDescription);
        Assert.Equal(((byte)1, (byte)23), uri.LibraryVersion);
        Assert.Equal("/etc/token_pin", uri.PinPath);
        Assert.Equal("mypkcs11", uri.ModuleName);
        Assert.Equal("/mnt/libmypkcs11.so.1", uri.ModulePath);
    }

    [Theory]
    [InlineData("pkcs11:", null)]
    [InlineData("PKCS11:", null)]
    [InlineData("pkcs11:token=My%20token%25%20created%20by%20Joe;library-version=3;id=%01%02%03%Ba%dd%Ca%fe%04%05%06", "My token% created by Joe")]
    [InlineData("pkcs11:token=A%20name%20with%20a%20substring%20%25%3B", "A name with a substring %;")]
    [InlineData("pkcs11:token=Name%20with%20a%20small%20A%20with%20acute:%20%C3%A1", "Name with a small A with acute: á")]
    [InlineData("pkcs11:token=Nicht codiert: ä€😀", "Nicht codiert: ä€😀")]
    public void Parse_Examples_TokenIsDecoded(string uri, string? token) => Assert.Equal(token, Pkcs11UriParser.Parse(uri + Module).Token);

    [Fact]
    public void Parse_VersionWithoutMinor_IsZero() => Assert.Equal(((byte)3, (byte)0), Pkcs11UriParser.Parse("pkcs11:library-version=3" + Module).LibraryVersion);

    [Fact]
    public void Parse_IdThatIsNoText_IsTaken() => Assert.Equal([0xFF, 0x00, 0x80], Pkcs11UriParser.Parse("pkcs11:id=%ff%00%80" + Module).Id!);

    [Theory]
    [InlineData("file:/etc/pin", "/etc/pin")]
    [InlineData("file:///etc/pin", "/etc/pin")]
    [InlineData("file://localhost/etc/pin", "/etc/pin")]
    [InlineData("/etc/pin", "/etc/pin")]
    [InlineData("file:/etc/a%20pin%26more", "/etc/a pin&more")]
    public void Parse_PinSource_IsAPath(string source, string path) => Assert.Equal(path, Pkcs11UriParser.Parse($"pkcs11:?module-name=m&pin-source={source}").PinPath);

    [Theory]
    [InlineData("pkcs12:token=t" + Module, "does not begin with pkcs11:")]
    [InlineData("pkcs11:token=t", "module-path or module-name is required")]
    [InlineData("pkcs11:token=t;token=u" + Module, "token is given twice")]
    [InlineData("pkcs11:tokn=t" + Module, "the attribute tokn is not known here")]
    [InlineData("pkcs11:token=t;vendor-aaa=value-a" + Module, "the attribute vendor-aaa is not known here")]
    [InlineData("pkcs11:token=t?module-path=/m.so&vendor-bbb=value-b", "the attribute vendor-bbb is not known here")]
    [InlineData("pkcs11:module-path=/m.so", "the attribute module-path is not known here")]
    [InlineData("pkcs11:token" + Module, "not the form name=value")]
    [InlineData("pkcs11:token=t;" + Module, "not the form name=value")]
    [InlineData("pkcs11:token=%2" + Module, "token has a % that two hexadecimal digits do not follow")]
    [InlineData("pkcs11:token=%zz" + Module, "token has a % that two hexadecimal digits do not follow")]
    [InlineData("pkcs11:token=%+1" + Module, "token has a % that two hexadecimal digits do not follow")]
    [InlineData("pkcs11:token=%ff" + Module, "token is not UTF-8")]
    [InlineData("pkcs11:token=a%00" + Module, "token has the character 0")]
    [InlineData("pkcs11:type=cert" + Module, "type must be private")]
    [InlineData("pkcs11:slot-id=-1" + Module, "slot-id must be a decimal number")]
    [InlineData("pkcs11:slot-id=18446744073709551616" + Module, "slot-id must be a decimal number")]
    [InlineData("pkcs11:library-version=1.2.3" + Module, "library-version must be a version")]
    [InlineData("pkcs11:library-version=256" + Module, "library-version must be a version")]
    [InlineData("pkcs11:?module-path=m.so", "module-path must be an absolute path")]
    [InlineData("pkcs11:?module-name=a/b", "module-name must be the name of a module")]
    [InlineData("pkcs11:?module-name=", "module-name must be the name of a module")]
    [InlineData("pkcs11:?module-name=m&pin-source=|/bin/pin", "Signet runs no programs")]
    [InlineData("pkcs11:?module-name=m&pin-source=pin", "pin-source must be file: and an absolute path")]
    [InlineData("pkcs11:?module-name=m&pin-source=https://example.com/pin", "pin-source must be file: and an absolute path")]
    [InlineData("pkcs11:?module-name=m&pin-source=file://host/pin", "pin-source must be file: and an absolute path")]
    public void Parse_Fault_IsNamed(string uri, string fault) =>
        Assert.Contains(fault, Assert.Throws<FormatException>(() => Pkcs11UriParser.Parse(uri)).Message, StringComparison.Ordinal);

    /// <summary>Also where the PIN is in a place that the parser does not expect.</summary>
    [Theory]
    [InlineData("pkcs11:token=t?module-path=/m.so&pin-value=s3cr3t")]
    [InlineData("pkcs11:token=t?pin-value=s3cr3t")]
    [InlineData("pkcs11:token=t;pin-value=s3cr3t?module-path=/m.so")]
    [InlineData("pkcs11:token=t?module-path=/m.so&pin-value=s3cr3t&pin-value=s3cr3t")]
    [InlineData("pkcs11:token=t?module-path=/m.so&pin-value=abc&s3cr3t")]
    [InlineData("pkcs11:token=t?module-path=/m.so&pin-source=s3cr3t")]
    [InlineData("pkcs11:token=t?module-path=/m.so&pin-value=%s3cr3t")]
    public void Parse_Pin_IsRefusedAndNotRepeated(string uri)
    {
        var refused = Assert.Throws<FormatException>(() => Pkcs11UriParser.Parse(uri));

        Assert.DoesNotContain("s3cr3t", refused.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("token=t", true)]
    [InlineData("token=T", false)]
    [InlineData("token=t%20%20", true)]
    [InlineData("token=", false)]
    [InlineData("serial=", true)]
    [InlineData("serial=1", false)]
    [InlineData("manufacturer=m;model=o", true)]
    [InlineData("model=x", false)]
    [InlineData("slot-id=5;slot-description=d;slot-manufacturer=s", true)]
    [InlineData("slot-id=6", false)]
    [InlineData("slot-description=x", false)]
    [InlineData("slot-manufacturer=x", false)]
    [InlineData("object=any;id=%01", true)]
    public void Matches_Slot_ComparesWhatTheUriHas(string path, bool matches)
    {
        var slot = new Pkcs11Slot(5) { Description = "d", Manufacturer = "s", TokenLabel = "t", TokenManufacturer = "m", TokenModel = "o" };

        Assert.Equal(matches, Pkcs11UriParser.Parse($"pkcs11:{path}{Module}").Matches(slot));
    }

    [Theory]
    [InlineData("library-version=2.6", true)]
    [InlineData("library-version=2", false)]
    [InlineData("library-manufacturer=m;library-description=d", true)]
    [InlineData("library-description=x", false)]
    [InlineData("library-manufacturer=x", false)]
    public void Matches_Library_ComparesWhatTheUriHas(string path, bool matches) =>
        Assert.Equal(matches, Pkcs11UriParser.Parse($"pkcs11:{path}{Module}").Matches(new Pkcs11Library("m", "d", 2, 6)));

    [Fact]
    public void KeyAttributes_ObjectAndId_AreSearchedFor()
    {
        var uri = Pkcs11UriParser.Parse("pkcs11:object=%C3%A1;id=%01%02" + Module);

        Assert.Equal([Cryptoki.LabelAttribute, Cryptoki.IdAttribute], uri.KeyAttributes.Select(one => one.Type));
        Assert.Equal([Encoding.UTF8.GetBytes("á"), [1, 2]], uri.KeyAttributes.Select(one => one.Value));
        Assert.Equal("object \"á\", id 0102", uri.ToString());
    }
}

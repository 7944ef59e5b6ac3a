using System.Text;
using CsCheck;
using Signet.Core.Primitives;
using Signet.Core.Resources.Kinds;
using Signet.Core.Schema;
using Signet.Core.Schema.Protobuf;
using Signet.Testing;

namespace Signet.Tests.Schema.Protobuf;

/// <summary>Decoding of protobuf: damaged documents are refused with a reason, and decoded objects can be stored and encoded again.</summary>
public sealed class ProtobufDecoderTests
{
    public static TheoryData<string> Kinds => [.. ServedKinds.Registry.All.Select(resource => resource.Schema.Name)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Decode_DamagedDocument_IsRefusedOrAValidObject(string name)
    {
        var type = SchemaCatalog.Served[name];
        var kind = type.Kind!.Value;
        Gen.Int.Sample(
            seed =>
            {
                var made = new SchemaObjects(seed, withZeros: true).Create(type);
                (made["kind"], made["apiVersion"]) = (kind.Kind, kind.ApiVersion);
                Assert.True(ObjectDecoder.Decode(Encoding.UTF8.GetBytes(made.ToJsonString()), type, kind).TryGetValue(out var sent, out _));
                var damaged = Damage(ProtobufEncoder.Encode(CanonicalJson.ToBytes(sent.Root, type), SchemaCatalog.Served), new Random(seed));

                if (ProtobufDecoder.Decode(damaged, type, kind).TryGetValue(out var decoded, out var refusal))
                {
                    AssertHolds(decoded, type, kind);
                }
                else
                {
                    Assert.Equal(400, refusal.Code);
                }
            },
            iter: 150);
    }

    [Theory]
    [InlineData("[]", "holds no object")]
    [InlineData("1", "holds no object")]
    [InlineData("null", "holds no object")]
    [InlineData("""{"f:a":{},"f:a":{}}""", "holds JSON does not")]
    [InlineData("""{"f:a":""", "holds JSON does not")]
    public void Decode_InvalidFieldsV1_IsRefused(string fields, string why)
    {
        var document = Wire.Envelope("v1", "ConfigMap", Wire.Content(1, Wire.Meta("a", "b", Wire.Content(17, Wire.Content(7, Wire.Text(1, fields))))));

        AssertRefused(document, "io.k8s.api.core.v1.ConfigMap", why);
    }

    [Fact]
    public void Decode_InvalidQuantity_IsRefused() => AssertRefused(
        Wire.Envelope("v1", "Node", Wire.Content(3, Wire.Content(1, Wire.Text(1, "cpu"), Wire.Content(2, Wire.Text(1, "much"))))),
        "io.k8s.api.core.v1.Node",
        "a quantity");

    private static void AssertRefused(byte[] document, string name, string why)
    {
        var type = SchemaCatalog.Served[name];
        Assert.False(ProtobufDecoder.Decode(document, type, type.Kind!.Value).TryGetValue(out _, out var error));
        Assert.Equal(400, error.Code);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }

    private static void AssertHolds(DecodedObject decoded, SchemaType type, GroupVersionKind kind)
    {
        var canonical = CanonicalJson.ToBytes(decoded.Root, type);
        Assert.True(ObjectDecoder.Decode(canonical, type, kind).TryGetValue(out var read, out var error), error?.Message);
        Assert.Equal(Encoding.UTF8.GetString(canonical), Encoding.UTF8.GetString(CanonicalJson.ToBytes(read.Root, type)));
        var encoded = ProtobufEncoder.Encode(canonical, SchemaCatalog.Served);
        Assert.True(ProtobufDecoder.Decode(encoded, type, kind).TryGetValue(out var again, out error), error?.Message);
        Assert.Equal(Encoding.UTF8.GetString(canonical), Encoding.UTF8.GetString(CanonicalJson.ToBytes(again.Root, type)));
    }

    private static byte[] Damage(byte[] document, Random random)
    {
        for (var times = random.Next(1, 4); times > 0 && document.Length > 8; times--)
        {
            var offset = random.Next(4, document.Length);
            document = random.Next(4) switch
            {
                0 => document[..offset],
                1 => [.. document[..offset], .. document[(offset + 1)..]],
                2 => [.. document[..offset], (byte)random.Next(256), .. document[offset..]],
                _ => [.. document[..offset], (byte)(document[offset] ^ 1 << random.Next(8)), .. document[(offset + 1)..]],
            };
        }

        return document;
    }
}

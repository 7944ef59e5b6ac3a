using System.Text;
using Signet.Core.Primitives;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Patching;
using Signet.Core.Schema;
using Signet.Core.Schema.Protobuf;
using Signet.Server.Http.Yaml;

namespace Signet.Tests.Schema;

/// <summary>Each decoder refuses a document with more values than <see cref="ValueBudget"/> allows, and takes one with as many.</summary>
public sealed class ValueBudgetTests
{
    /// <summary>Objects that are decoded, with the objects and lists around them.</summary>
    private const int Objects = (ValueBudget.MaxValues / ValueBudget.ObjectCost) - 2;

    [Theory]
    [InlineData("{}")]
    [InlineData("\"\"")]
    [InlineData("1")]
    [InlineData("null")]
    public void Json_UnknownField_CountsToo(string value)
    {
        var count = value == "{}" ? Objects : ValueBudget.MaxValues - 1;
        Assert.True(DecodeJson($$"""{"x":[{{Joined(value, count)}}]}""").IsSuccess);
        AssertRefused(DecodeJson($$"""{"x":[{{Joined(value, count + 2)}}]}""").Error);
    }

    [Fact]
    public void Json_OwnerReferences_AreCounted()
    {
        Assert.True(DecodeJson($$$"""{"metadata":{"ownerReferences":[{{{Joined("{}", Objects)}}}]}}""").IsSuccess);
        AssertRefused(DecodeJson($$$"""{"metadata":{"ownerReferences":[{{{Joined("{}", Objects + 2)}}}]}}""").Error);
    }

    [Fact]
    public void Patch_IsCounted()
    {
        Assert.True(PatchBody.Read(Encoding.UTF8.GetBytes($"[{Joined("{}", Objects)}]")).IsSuccess);
        AssertRefused(PatchBody.Read(Encoding.UTF8.GetBytes($"[{Joined("{}", Objects + 2)}]")).Error);
    }

    [Fact]
    public void Yaml_IsCounted()
    {
        Assert.True(YamlToJson.Convert(Encoding.UTF8.GetBytes($"[{Joined("{}", Objects)}]")).IsSuccess);
        AssertRefused(YamlToJson.Convert(Encoding.UTF8.GetBytes($"[{Joined("{}", Objects + 2)}]")).Error);
    }

    [Fact]
    public void Protobuf_IsCounted()
    {
        AssertRefused(DecodeProtobuf(Objects + 3).Error);
        Assert.True(DecodeProtobuf(Objects + 2).IsSuccess);
    }

    [Fact]
    public void StrictIssues_AreAsManyAsInKubernetes()
    {
        var many = string.Join(',', Enumerable.Range(0, 1000).Select(i => $"\"f{i}\":1"));

        Assert.Equal(100, DecodeJson($"{{{many}}}").Value.StrictIssues.Count);
    }

    private static void AssertRefused(StatusError? error)
    {
        Assert.Equal(400, error?.Code);
        Assert.Contains("there are more than 100000 values", error?.Message, StringComparison.Ordinal);
    }

    private static Outcome<DecodedObject> DecodeJson(string json) =>
        ObjectDecoder.Decode(Encoding.UTF8.GetBytes(json), KubernetesKinds.ServiceAccounts.Schema, KubernetesKinds.ServiceAccounts.Kind);

    /// <summary>A service account whose field 2, the list of secrets, has so many empty entries.</summary>
    private static Outcome<DecodedObject> DecodeProtobuf(int entries)
    {
        var raw = new byte[2 * entries];
        for (var i = 0; i < raw.Length; i += 2)
        {
            raw[i] = 0x12;
        }

        var length = raw.Length;
        byte[] document = [.. "k8s\0"u8, 0x12, (byte)((length & 127) | 128), (byte)(((length >> 7) & 127) | 128), (byte)(length >> 14), .. raw];
        return ProtobufDecoder.Decode(document, KubernetesKinds.ServiceAccounts.Schema, KubernetesKinds.ServiceAccounts.Kind);
    }

    private static string Joined(string value, int count) => string.Join(',', Enumerable.Repeat(value, count));
}

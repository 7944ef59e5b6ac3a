using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace Signet.SystemTests.Attacks;

/// <summary>Small inputs that would be large or slow when they are decoded: each is refused, or processed in a time that its size bounds.</summary>
public sealed class InputBombTests(BombedServer bombed) : IClassFixture<BombedServer>
{
    private const int Repetitions = 5;
    private const int Size = 1_000_000;

    /// <summary>Nearly as many values as a document may have (<c>ValueBudget</c>).</summary>
    private const int Decoded = 99_000;
    private const int DecodedObjects = Decoded / 4;
    private const string Accounts = "/api/v1/namespaces/default/serviceaccounts";
    private const string Target = Accounts + "/default?fieldManager=attack";

    /// <summary>Each kind of bomb: method, media type, path, and the body.</summary>
    public static TheoryData<string> Kinds { get; } = [.. Bombs.Keys];

    private static Dictionary<string, (string Method, string Path, string MediaType, Func<byte[]> Body)> Bombs => new(StringComparer.Ordinal)
    {
        ["JSON, deep arrays"] = ("POST", Accounts, "application/json", () => Text("{\"metadata\":{\"name\":\"a\"},\"x\":" + Nested("[", "]", Size / 2) + "}")),
        ["JSON, deep objects"] = ("POST", Accounts, "application/json", () => Text("{\"metadata\":{\"name\":\"a\"},\"x\":" + Nested("{\"a\":", "}", Size / 7, "1") + "}")),
        ["JSON, many fields"] = ("POST", Accounts, "application/json", () => Text("{\"metadata\":{\"name\":\"a\"}," + Joined(i => $"\"f{i}\":1", Size / 10) + "}")),
        ["JSON, one field again and again"] = ("POST", Accounts, "application/json", () => Text("{\"metadata\":{\"name\":\"a\"}," + Joined(_ => "\"x\":1", Size / 6) + "}")),
        ["JSON, many labels"] = ("POST", Accounts, "application/json", () => Text("{\"metadata\":{\"name\":\"A\",\"labels\":{" + Joined(i => $"\"l{i}\":\"\"", Size / 11) + "}}}")),
        ["JSON, long number"] = ("POST", Accounts, "application/json", () => Text("{\"metadata\":{\"name\":\"a\",\"generation\":" + new string('9', Size) + "}}")),
        ["JSON, many owners"] = ("POST", Accounts, "application/json", () => Text($$$"""{"metadata":{"name":"A","ownerReferences":[{{{Joined(_ => "{}", Size / 3)}}}]}}""")),
        ["JSON, as many owners as are decoded"] = ("POST", Accounts, "application/json", () => Text($$$"""{"metadata":{"name":"A","ownerReferences":[{{{Joined(_ => "{}", DecodedObjects)}}}]}}""")),
        ["JSON, invalid finalizers"] = ("POST", Accounts, "application/json", () => Text($$$"""{"metadata":{"name":"A","finalizers":[{{{Joined(_ => "\"_\"", Decoded)}}}]}}""")),
        ["JSON, invalid labels"] = ("POST", Accounts, "application/json", () => Text("{\"metadata\":{\"name\":\"A\",\"labels\":{" + Joined(i => $"\"_{i}\":\"\"", Decoded) + "}}}")),
        ["JSON, empty containers"] = ("POST", "/api/v1/namespaces/default/pods", "application/json", () => Text($$$"""{"metadata":{"name":"a"},"spec":{"containers":[{{{Joined(_ => "{}", DecodedObjects)}}}]}}""")),
        ["JSON, empty subjects"] = ("POST", "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", "application/json", () => Text($$$"""{"metadata":{"name":"a"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"x"},"subjects":[{{{Joined(_ => "{}", DecodedObjects)}}}]}""")),
        ["YAML, many owners"] = ("POST", Accounts, "application/yaml", () => Text($"metadata:\n  name: A\n  ownerReferences: [{Joined(_ => "{}", Size / 3)}]\n")),
        ["merge patch, many owners"] = ("PATCH", Target, "application/merge-patch+json", () => Text($$$"""{"metadata":{"ownerReferences":[{{{Joined(_ => "{}", Size / 3)}}}]}}""")),
        ["access review, many groups"] = ("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", "application/json", () => Text($$$"""{"spec":{"user":"x","groups":[{{{Joined(_ => "\"\"", Size / 3)}}}],"resourceAttributes":{"verb":"get","resource":"pods"} } }""")),
        ["YAML, aliases"] = ("POST", Accounts, "application/yaml", () => Text(Aliases())),
        ["YAML, deep flow"] = ("POST", Accounts, "application/yaml", () => Text("x: " + Nested("[", "]", Size / 2))),
        ["YAML, deep indentation"] = ("POST", Accounts, "application/yaml", () => Text(Indented(1_400))),
        ["YAML, many documents"] = ("POST", Accounts, "application/yaml", () => Text(Joined(_ => "---\na: 1", Size / 9, "\n"))),
        ["YAML, many tags and quotes"] = ("POST", Accounts, "application/yaml", () => Text("x: [" + Joined(_ => "!!str \"\\u0041\"", Size / 16) + "]")),
        ["protobuf, deep messages"] = ("POST", Accounts, "application/vnd.kubernetes.protobuf", () => Protobuf(NestedMessages(10_000))),
        ["protobuf, a length beyond the end"] = ("POST", Accounts, "application/vnd.kubernetes.protobuf", () => Protobuf([0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x07])),
        ["protobuf, many empty fields"] = ("POST", Accounts, "application/vnd.kubernetes.protobuf", () => Protobuf(Repeated([0x12, 0x00], Size / 2))),
        ["JSON patch, doubling copies"] = ("PATCH", Target, "application/json-patch+json", () => Text(Doubling(60))),
        ["JSON patch, many tests"] = ("PATCH", Target, "application/json-patch+json", () => Text("[" + Joined(_ => """{"op":"test","path":"/metadata/name","value":"default"}""", Size / 58) + "]")),
        ["JSON patch, array insertions"] = ("PATCH", Target, "application/json-patch+json", () => Text($$"""[{"op":"add","path":"/secrets","value":[]},{{Joined(_ => """{"op":"add","path":"/secrets/0","value":{"name":"a"}}""", 9_000)}}]""")),
        ["merge patch, deep"] = ("PATCH", Target, "application/merge-patch+json", () => Text("{\"metadata\":" + Nested("{\"a\":", "}", Size / 7, "1") + "}")),
        ["strategic patch, many elements"] = ("PATCH", Target, "application/strategic-merge-patch+json", () => Text($$"""{"secrets":[{{Joined(NameOf, Size / 18)}}]}""")),
        ["strategic patch, many deletions"] = ("PATCH", Target, "application/strategic-merge-patch+json", () => Text($$"""{"secrets":[{{Joined(DeletionOf, Size / 36)}}]}""")),
        ["apply, many elements"] = ("PATCH", Target, "application/apply-patch+yaml", () => Text($$"""{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"default"},"secrets":[{{Joined(NameOf, Size / 18)}}]}""")),
        ["label selector, many requirements"] = ("GET", $"{Accounts}?labelSelector={Joined(i => $"k{i}", 8_000)}", "", () => []),
        ["label selector, one large set"] = ("GET", $"{Accounts}?labelSelector=a+in+({Joined(i => $"v{i}", 8_000)})", "", () => []),
        ["field selector, many requirements"] = ("GET", $"{Accounts}?fieldSelector={Joined(_ => "metadata.name!=a", 3_000)}", "", () => []),
        ["token review, a token of 1 MB"] = ("POST", "/apis/authentication.k8s.io/v1/tokenreviews", "application/json", () => Text($$$"""{"spec":{"token":"{{{new string('a', Size)}}}"}}""")),
        ["token review, many audiences"] = ("POST", "/apis/authentication.k8s.io/v1/tokenreviews", "application/json", () => Text($$$"""{"spec":{"token":"a.b.c","audiences":[{{{Joined(i => $"\"a{i}\"", Size / 9)}}}]}}""")),
        ["token request, many audiences"] = ("POST", Accounts + "/default/token", "application/json", () => Text($$$"""{"spec":{"audiences":[{{{Joined(i => $"\"a{i}\"", Size / 9)}}}]}}""")),
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Bomb_IsBounded(string kind)
    {
        var (method, path, mediaType, body) = Bombs[kind];
        var bytes = body();
        var stage = bombed.Stage;
        using var client = stage.Server.CreateClient(asAdministrator: true);
        var answer = "";
        await stage.RunAsync(kind, async () =>
        {
            for (var i = 0; i < Repetitions; i++)
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), path);
                if (bytes.Length > 0)
                {
                    request.Content = new ByteArrayContent(bytes);
                    request.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
                }

                stage.CountSent(bytes.Length + path.Length);
                using var sent = await client.SendAsync(request);
                answer = $"{(int)sent.StatusCode} {await sent.Content.ReadAsStringAsync()}";
                Assert.True((int)sent.StatusCode is 200 or 201 or (>= 400 and < 500), answer[..Math.Min(answer.Length, 500)]);
            }
        });
        TestContext.Current.TestOutputHelper?.WriteLine($"{kind}: {answer[..Math.Min(answer.Length, 160)]}");
    }

    private static string NameOf(int i) => $$"""{"name":"s{{i}}"}""";

    private static string DeletionOf(int i) => $$"""{"name":"s{{i}}","$patch":"delete"}""";

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static string Nested(string open, string close, int depth, string innermost = "") =>
        string.Concat(Enumerable.Repeat(open, depth)) + innermost + string.Concat(Enumerable.Repeat(close, depth));

    private static string Joined(Func<int, string> element, int count, string separator = ",") =>
        string.Join(separator, Enumerable.Range(0, count).Select(element));

    /// <summary>Nine levels of nine aliases each: 9^9 values.</summary>
    private static string Aliases()
    {
        var text = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
        for (var level = 1; level < 9; level++)
        {
            text.Append(CultureInfo.InvariantCulture, $"a{level}: &a{level} [{Joined(_ => $"*a{level - 1}", 9)}]\n");
        }

        return text.ToString();
    }

    private static string Indented(int depth)
    {
        var text = new StringBuilder();
        for (var i = 0; i < depth; i++)
        {
            text.Append(' ', i).Append("a:\n");
        }

        return text.ToString();
    }

    /// <summary>Each operation copies all that is there into itself.</summary>
    private static string Doubling(int times) =>
        $$"""[{"op":"add","path":"/metadata/annotations","value":{"a":"{{new string('x', 1_000)}}"} },{{Joined(CopyOf, times)}}]""";

    private static string CopyOf(int i) => $$"""{"op":"copy","from":"/metadata","path":"/metadata/c{{i}}"}""";

    /// <summary>A body in Kubernetes' envelope: the prefix, then runtime.Unknown with the object in field 2.</summary>
    private static byte[] Protobuf(byte[] raw)
    {
        byte[] type = [0x0A, 2, .. "v1"u8, 0x12, 14, .. "ServiceAccount"u8];
        return [.. "k8s\0"u8, 0x0A, (byte)type.Length, .. type, 0x12, .. Varint(raw.Length), .. raw];
    }

    /// <summary>Messages of field 1 in each other, innermost first.</summary>
    private static byte[] NestedMessages(int depth)
    {
        byte[] message = [];
        for (var i = 0; i < depth; i++)
        {
            message = [0x0A, .. Varint(message.Length), .. message];
        }

        return message;
    }

    private static byte[] Repeated(ReadOnlySpan<byte> part, int times)
    {
        var all = new byte[part.Length * times];
        for (var i = 0; i < times; i++)
        {
            part.CopyTo(all.AsSpan(i * part.Length));
        }

        return all;
    }

    private static byte[] Varint(int value)
    {
        var bytes = new List<byte>();
        for (var rest = (uint)value; ; rest >>= 7)
        {
            if (rest < 128)
            {
                bytes.Add((byte)rest);
                return [.. bytes];
            }

            bytes.Add((byte)((rest & 127) | 128));
        }
    }
}

using System.Text;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Kinds;
using Signet.Core.Schema;
using Signet.Core.Schema.Protobuf;
using Signet.Server.Http.Yaml;
using Signet.Testing;

namespace Signet.SystemTests.Fuzz;

/// <summary>Mutated bodies: each is decoded or refused with 400, and a decoded object can be encoded.</summary>
public sealed class DecoderFuzzTests
{
    private const int Seeds = 100;
    private static readonly SchemaType[] Types =
    [
        .. ServedKinds.Registry.All.Select(resource => resource.Schema),
        SchemaCatalog.Kubernetes["io.k8s.api.authentication.v1.TokenRequest"],
        SchemaCatalog.Kubernetes["io.k8s.api.authentication.v1.TokenReview"],
        SchemaCatalog.Kubernetes["io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions"],
    ];

    [Fact]
    public void Json_Damaged_AnObjectOrA400() => Run(800, (type, random) =>
    {
        var whole = Encoding.UTF8.GetBytes(new SchemaObjects(random.Next()).Create(type).ToJsonString());
        return whole.Length > 4096 ? whole[..4096] : whole;
    }, (body, type, kind) => ObjectDecoder.Decode(body, type, kind));

    [Fact]
    public void Protobuf_Damaged_AnObjectOrA400() => Run(
        400, (type, random) => new ProtobufWriter(random).Create(type, KindOf(type)), (body, type, kind) => ProtobufDecoder.Decode(body, type, kind));

    [Fact]
    public void Yaml_Damaged_AnObjectOrA400() => Run(100, (_, random) => Encoding.UTF8.GetBytes(Yamls[random.Next(Yamls.Length)]), (body, type, kind) =>
        YamlToJson.Convert(body).TryGetValue(out var json, out var error) ? ObjectDecoder.Decode(json, type, kind) : error);

    private static readonly string[] Yamls =
    [
        "kind: Secret\nmetadata:\n  name: s\n  labels: {a: b, 'c': \"d\"}\ndata:\n  v: dg==\nstringData:\n  x: |\n    line\n    line\n",
        "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: x\n  annotations:\n    y: yes\n    n: 012\nsecrets:\n- name: a\n- {name: b}\n",
        "spec:\n  audiences: [a, b]\n  expirationSeconds: 3600\n  boundObjectRef: {kind: Pod, apiVersion: v1, name: p}\n",
        "{\"spec\": {\"token\": \"x\"}}\n---\nsecond: 1\n",
        "metadata: {name: p}\nspec:\n  containers:\n  - name: c\n    image: >-\n      busy\n      box\n    ports: [{containerPort: 0x1F}]\n",
    ];

    private static void Run(
        int mutantsOfEach, Func<SchemaType, Random, byte[]> create, Func<byte[], SchemaType, GroupVersionKind, Outcome<DecodedObject>> decode)
    {
        var accepted = 0;
        Parallel.For(0, Seeds, seed =>
        {
            var mutator = new Mutator(seed);
            var type = Types[seed % Types.Length];
            var kind = KindOf(type);
            for (var i = 0; i < mutantsOfEach; i++)
            {
                var body = mutator.Mutate(create(type, new Random((seed * 10) + (i % 10))));
                try
                {
                    if (decode(body, type, kind).TryGetValue(out var decoded, out var error))
                    {
                        var bytes = CanonicalJson.ToBytes(new ObjectDocument(decoded.Root).Clone().Root, type);
                        Assert.True(ObjectDecoder.Decode(bytes, type, kind).TryGetValue(out var again, out error), error?.Message);
                        Assert.Equal(bytes, CanonicalJson.ToBytes(again.Root, type));
                        Interlocked.Increment(ref accepted);
                    }
                    else
                    {
                        Assert.Equal(400, error.Code);
                    }
                }
                catch (Exception exception)
                {
                    throw new InvalidOperationException($"{type.Name}, seed {seed}, mutant {i}: {Convert.ToBase64String(body)}", exception);
                }
            }
        });

        // Otherwise only the first check would be tested.
        Assert.InRange(accepted, Seeds * mutantsOfEach / 100, Seeds * mutantsOfEach);
    }

    private static GroupVersionKind KindOf(SchemaType type) => type.Kind ?? new GroupVersionKind("", "v1", "DeleteOptions");
}

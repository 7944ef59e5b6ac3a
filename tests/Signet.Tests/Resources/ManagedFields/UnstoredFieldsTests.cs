using System.Text.Json.Nodes;
using CsCheck;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.ManagedFields;
using Signet.Core.Schema;

namespace Signet.Tests.Resources.ManagedFields;

public sealed class UnstoredFieldsTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static readonly string[] Parts =
    [
        """{"metadata":{"labels":{"b":"1","a":"1"}}}""",
        """{"metadata":{"generateName":"x","uid":"u"}}""",
        """{"metadata":{"finalizers":["f/b","f/a"]}}""",
        """{"metadata":{"ownerReferences":[{"apiVersion":"v1","kind":"Pod","name":"p","uid":"u"}]}}""",
        """{"spec":{"containers":[{"name":"b","image":"i"},{"name":"a","ports":[{"containerPort":80}]}]}}""",
        """{"spec":{"volumes":[{"name":"v","emptyDir":{}}]}}""",
        """{"spec":{"nodeSelector":{"a":"b"},"hostNetwork":true}}""",
        """{"spec":{"securityContext":{}}}""",
    ];

    [Fact]
    public void Write_AnyObject_EqualsTrackingOfANewObject() =>
        Gen.Int[0, Parts.Length - 1].Array[0, 4].Sample(parts =>
        {
            var root = new JsonObject();
            foreach (var part in parts)
            {
                Lay((JsonObject)JsonNode.Parse(Parts[part])!, root);
            }

            // Both get the object in Go's encoding.
            var canonical = (JsonObject)JsonNode.Parse(CanonicalJson.ToBytes(root, KubernetesKinds.Pods.Schema))!;
            var (tracked, unstored) = (new ObjectDocument((JsonObject)canonical.DeepClone()), new ObjectDocument(canonical));
            FieldTracking.Track(KubernetesKinds.Pods, tracked, null, new FieldManager("m", ""), Now);

            using var scratch = JsonScratch.Take();
            scratch.Writer.WriteStartObject();
            new UnstoredFields(KubernetesKinds.Pods.Schema, "v1").Write(scratch.Writer, unstored, new FieldManager("m", ""), Timestamps.Format(Now));
            scratch.Writer.WriteEndObject();

            var stored = JsonNode.Parse(CanonicalJson.ToBytes(tracked.Root, KubernetesKinds.Pods.Schema))!["metadata"]!["managedFields"];
            Assert.Equal(stored?.ToJsonString(), JsonNode.Parse(scratch.Written)!["managedFields"]?.ToJsonString());
        });

    private static void Lay(JsonObject from, JsonObject onto)
    {
        foreach (var (name, value) in from)
        {
            if (value is JsonObject below && onto[name] is JsonObject there)
            {
                Lay(below, there);
            }
            else
            {
                onto[name] = value?.DeepClone();
            }
        }
    }
}

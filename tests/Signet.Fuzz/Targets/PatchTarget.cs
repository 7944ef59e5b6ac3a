using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.ManagedFields;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Patching;
using Signet.Server.Endpoints.Objects;
using Signet.Server.Http.Yaml;

namespace Signet.Fuzz.Targets;

/// <summary>Patches of all types. The first byte is the kind of the patched object, the second the type of the patch, the rest the patch.</summary>
internal sealed class PatchTarget : FuzzTarget
{
    private const int Types = 6;

    /// <inheritdoc/>
    public override string Name => "patch";

    /// <inheritdoc/>
    public override int MaxLength => 8192;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Words =>
    [
        .. FuzzKind.Words, "\"op\":\"add\"", "\"op\":\"remove\"", "\"op\":\"replace\"", "\"op\":\"move\"", "\"op\":\"copy\"", "\"op\":\"test\"", "\"from\":", "\"path\":", "\"value\":",
        "/metadata/labels/a", "/-", "~0", "~1", "$patch", "$retainKeys", "$setElementOrder/containers", "$deleteFromPrimitiveList/finalizers", "\"merge\"", "\"delete\"", "\"replace\"",
        "f:metadata", "k:{\\\"name\\\":\\\"c\\\"}", "v:\\\"a\\\"", "i:0", "fieldsV1", "FieldsV1", "\"operation\":\"Apply\"",
    ];

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<byte> input)
    {
        if (input.Length < 2)
        {
            return;
        }

        var resource = FuzzKind.At(FuzzKind.Stored, input[0]).Resource!;
        var choice = input[1] % Types;
        var body = input[2..];
        var type = choice switch
        {
            0 => PatchType.Json,
            1 => PatchType.Merge,
            2 => PatchType.StrategicMerge,
            _ => PatchType.Apply,
        };
        if (choice == Types - 1)
        {
            if (!YamlToJson.Convert(body).TryGetValue(out var json, out var malformed))
            {
                Property.IsClientError(malformed);
                return;
            }

            body = json;
        }

        var terms = new ApplyOptions(new FieldManager("fuzz", ""), Force: choice > 3, IsStrict: true, WriteStage.Now);
        if (!ObjectPatches.Read(type, body, resource, terms).TryGetValue(out var patch, out var error))
        {
            Property.IsClientError(error);
            return;
        }

        WriteStage.Instance.Update(resource, UpdateScope.Whole, current => Change(resource, patch, current));
        if (patch is ApplyPatch apply && !apply.Create().TryGetValue(out _, out error))
        {
            Property.IsClientError(error);
        }
    }

    /// <summary>As the endpoint of PATCH does.</summary>
    private static Outcome<ObjectDocument> Change(ResourceDefinition resource, IObjectPatch patch, ObjectDocument current)
    {
        var key = current.Key;
        if (!patch.ApplyTo(current).TryGetValue(out var patched, out var error))
        {
            return error;
        }

        if (ObjectIdentity.Check(patched.Document.Metadata, key) is { } mismatch)
        {
            return mismatch;
        }

        resource.Strategy.ApplyDefaults(patched.Document);
        return patched.Document;
    }
}

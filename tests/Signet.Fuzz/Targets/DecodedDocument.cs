using Signet.Core.Access.Reviews;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Schema;
using Signet.Core.Schema.Protobuf;

namespace Signet.Fuzz.Targets;

/// <summary>What must hold for an object that a decoder has accepted, whatever its format was.</summary>
internal static class DecodedDocument
{
    /// <summary>Checks the canonical form, the protobuf form, and the writing of the object.</summary>
    public static void Check(FuzzKind expected, Outcome<DecodedObject> outcome)
    {
        if (!outcome.TryGetValue(out var decoded, out var error))
        {
            Property.IsClientError(error);
            return;
        }

        if (decoded.CheckVersion(expected.Kind) is { } otherVersion)
        {
            Property.IsClientError(otherVersion);
            return;
        }

        CheckForms(expected, CanonicalJson.ToBytes(decoded.Root, expected.Type));
        var document = new ObjectDocument(decoded.Root);
        if (expected.Resource is { } resource)
        {
            WriteStage.Instance.Create(resource, document);
        }
        else if (expected.Kind.Kind == "SubjectAccessReview")
        {
            var spec = document.EnsureSection("spec");
            ReviewedRequest.Read(spec, ReviewedRequest.UserOf(spec), []);
        }
    }

    /// <summary>The canonical form is read as the same object, and the protobuf form as one that is written the same again.</summary>
    private static void CheckForms(FuzzKind kind, byte[] canonical)
    {
        var again = ObjectDecoder.Decode(canonical, kind.Type, kind.Kind);
        Property.Holds(again.IsSuccess, "canonical-form-is-not-decoded", again.Error?.Message ?? "");
        Property.Holds(again.Value.StrictIssues.Count == 0, "canonical-form-has-issues", string.Join(", ", again.Value.StrictIssues));
        Property.Holds(CanonicalJson.ToBytes(again.Value.Root, kind.Type).AsSpan().SequenceEqual(canonical), "canonical-form-is-not-stable");
        var schemas = kind.Type.Catalog;
        if (schemas.FindMessage(kind.Kind.ApiVersion, kind.Kind.Kind) is null)
        {
            return; // It is never answered.
        }

        var message = ProtobufEncoder.Encode(canonical, schemas);
        var read = ProtobufDecoder.Decode(message, kind.Type, kind.Kind);
        Property.Holds(read.IsSuccess, "protobuf-form-is-not-decoded", read.Error?.Message ?? "");
        var written = ProtobufEncoder.Encode(CanonicalJson.ToBytes(read.Value.Root, kind.Type), schemas);
        Property.Holds(written.AsSpan().SequenceEqual(message), "protobuf-form-is-not-stable");
    }
}

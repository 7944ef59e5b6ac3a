using Signet.Core.Primitives;
using Signet.Core.Resources.Model;
using Signet.Core.Schema;

namespace Signet.Core.Resources.Kinds;

/// <summary>Signet's own kinds.</summary>
internal static class SignetKinds
{
    /// <summary>The signing keys, which clients can only read (docs/decisions/0027-signing-keys-as-objects.md).</summary>
    public static ResourceDefinition SigningKeys { get; } = DefineSigningKeys(new("tokens.signet.dev", "v1alpha1", "SigningKey"));

    private static ResourceDefinition DefineSigningKeys(GroupVersionKind kind) => new()
    {
        Kind = kind,
        Plural = "signingkeys",
        ShortNames = ["sk"],
        Namespaced = false,
        Verbs = ResourceVerbs.Read,
        Strategy = SigningKeyStrategy.Definition,
        Schema = SchemaCatalog.Served[SchemaCatalog.Served.Kinds[kind]],
    };
}

using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.ManagedFields.Typed;
using Signet.Core.Schema;

namespace Signet.Core.Resources.ManagedFields;

/// <summary>The managedFields of what is answered and never stored: reviews and token requests. Made once for a kind.</summary>
public sealed class UnstoredFields
{
    private readonly SchemaType _type;
    private readonly string _apiVersion;
    private readonly JsonObject _empty;

    /// <summary>Prepares for a kind.</summary>
    /// <param name="type">The kind's type.</param>
    /// <param name="apiVersion">The version that the entry names.</param>
    /// <param name="nulls">Members of <c>spec</c> that Go writes as null when they are not set; that makes them no new ones when they are.</param>
    public UnstoredFields(SchemaType type, string apiVersion, params ReadOnlySpan<string> nulls)
    {
        (_type, _apiVersion, _empty) = (type, apiVersion, FieldTracking.Canonical([], type));
        foreach (var name in nulls)
        {
            _empty.EnsureObject("spec")[name] = null;
        }
    }

    /// <summary>Makes the manager the owner of all fields of a decoded object.</summary>
    public void Set(ObjectDocument document, FieldManager manager, DateTimeOffset now)
    {
        document.Metadata.ManagedFields = null;
        var table = new OwnershipTable();
        var fields = ObjectComparer.Compare(_empty, document.Root, _type).Written.Difference(SystemFields.All);
        table[FieldOwner.Updater(manager, _apiVersion)] = new Ownership(fields, _apiVersion, Timestamps.Format(now));
        document.Metadata.ManagedFields = table.Write();
    }
}

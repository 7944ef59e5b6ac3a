using System.Text.Json.Nodes;
using Signet.Core.Primitives;

namespace Signet.Core.Objects;

/// <summary>
/// An object during a write: a JSON tree that defaulting, admission and strategies change before it is encoded in canonical form. It was decoded
/// by the schema, so every member has the type of its field. Reads do not use it.
/// </summary>
internal sealed class ObjectDocument
{
    public ObjectDocument(JsonObject root)
    {
        Root = root;
        Metadata = new ObjectMeta(root.EnsureObject("metadata"));
    }

    public JsonObject Root { get; }

    public ObjectMeta Metadata { get; }

    /// <summary>Parses a stored object; the document is independent of it.</summary>
    public static ObjectDocument From(StoredObject stored) =>
        new((JsonObject)JsonNode.Parse(stored.Json.Span)!);

    /// <summary>A deep copy.</summary>
    public ObjectDocument Clone() => new((JsonObject)Root.DeepClone());

    /// <summary>An object member, or null.</summary>
    public JsonObject? Section(string name) => Root[name] as JsonObject;

    /// <summary>An object member; added if it is absent.</summary>
    public JsonObject EnsureSection(string name) => Root.EnsureObject(name);

    /// <summary>Copies a member from another object of the same kind; removes it if it is absent there.</summary>
    public void TakeSection(string name, ObjectDocument from)
    {
        if (from.Root[name] is { } value)
        {
            Root[name] = value.DeepClone();
        }
        else
        {
            Root.Remove(name);
        }
    }

    /// <summary>Copies all members from another object of the same kind, except metadata and one other.</summary>
    public void TakeAllBut(string kept, ObjectDocument from)
    {
        foreach (var name in Root.Select(member => member.Key).Concat(from.Root.Select(member => member.Key)).Distinct().ToArray())
        {
            if (name != kept && name != "metadata")
            {
                TakeSection(name, from);
            }
        }
    }

    /// <summary>Moves all members of another tree to this one. The metadata stays the same node.</summary>
    public void Replace(JsonObject from)
    {
        foreach (var name in Root.Select(member => member.Key).Where(name => name != "metadata").ToArray())
        {
            Root.Remove(name);
        }

        var metadata = from.GetObject("metadata");
        from.Remove("metadata");
        Move(from, Root);
        Metadata.Node.Clear();
        if (metadata is not null)
        {
            Move(metadata, Metadata.Node);
        }
    }

    private static void Move(JsonObject from, JsonObject to)
    {
        foreach (var (name, value) in from.ToArray())
        {
            from.Remove(name);
            to[name] = value;
        }
    }

    /// <summary>The namespace and name in the metadata.</summary>
    public ObjectKey Key => new(Metadata.Namespace, Metadata.Name);

    /// <summary>Sets the metadata of a new object that clients cannot choose.</summary>
    public void StampNew(Guid uid, DateTimeOffset now)
    {
        Metadata.Uid = uid.ToString("D");
        Metadata.CreationTimestamp = Timestamps.Format(now);
        Metadata.DeletionTimestamp = "";
        Metadata.DeletionGracePeriodSeconds = null;
        Metadata.SelfLink = "";
    }
}
